package dev.stillpoint.scheduler.carrier;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Every carrier of the process, and who wants to hear from them. It is process-wide because read sections are: a reader
 * on any scheduler is protected against every reclaimer.
 *
 * <p>Carriers never call it while they serve threads, so its lock may be held by virtual threads.
 */
public final class CarrierRegistry {

    // guarded by the class; the listeners of each carrier, in the order of their sources
    private static final Map<Carrier, Map<CarrierListener.Source, CarrierListener>> CARRIERS = new LinkedHashMap<>();
    // guarded by the class
    private static final Set<CarrierListener.Source> SOURCES = new LinkedHashSet<>();
    // guarded by the class; the slots of the carriers that exist
    private static final BitSet SLOTS = new BitSet();

    private CarrierRegistry() {
    }

    /** Tells {@code source} of all carriers, those that exist and those to come. A second time it does nothing. */
    public static synchronized void subscribe(CarrierListener.Source source) {
        if (SOURCES.add(source)) {
            CARRIERS.forEach((carrier, listeners) -> {
                listeners.put(source, source.added(carrier));
                carrier.listener(all(listeners));
            });
        }
    }

    /**
     * Tells {@code source} nothing more; it does nothing for one that is not subscribed. A carrier that is just about
     * to call a listener of this source may still do so, once, after this has returned.
     */
    public static synchronized void unsubscribe(CarrierListener.Source source) {
        if (SOURCES.remove(source)) {
            CARRIERS.forEach((carrier, listeners) -> {
                listeners.remove(source);
                carrier.listener(all(listeners));
            });
        }
    }

    /** Adds a carrier. Nothing may be mounted on it before this returns. */
    public static synchronized void add(Carrier carrier) {
        int slot = SLOTS.nextClearBit(0);
        SLOTS.set(slot);
        carrier.slot(slot);
        Map<CarrierListener.Source, CarrierListener> listeners = new LinkedHashMap<>();
        SOURCES.forEach(source -> listeners.put(source, source.added(carrier)));
        carrier.listener(all(listeners));
        CARRIERS.put(carrier, listeners);
    }

    /** Removes a carrier that is offline, that will mount nothing any more and where no reader is parked. */
    public static synchronized void remove(Carrier carrier) {
        if (CARRIERS.remove(carrier) != null) {
            SLOTS.clear(carrier.slot());
            SOURCES.forEach(source -> source.removed(carrier));
        }
    }

    /** One listener that tells all, or null for none: the carrier calls it after each unmount. */
    private static @Nullable CarrierListener all(Map<CarrierListener.Source, CarrierListener> listeners) {
        CarrierListener told = null;
        for (CarrierListener next : listeners.values()) {
            told = told == null ? next : both(told, next);
        }
        return told;
    }

    /** One that throws must not keep the other from hearing. */
    private static CarrierListener both(CarrierListener first, CarrierListener second) {
        return () -> {
            try {
                first.unmounted();
            } finally {
                second.unmounted();
            }
        };
    }
}
