package dev.stillpoint.scheduler.carrier;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Every carrier of the process, and who wants to hear from them. It is process-wide because read sections are: a reader
 * on any scheduler is protected against every reclaimer.
 *
 * <p>Carriers never call it, so its lock may be held by virtual threads.
 */
public final class CarrierRegistry {

    // guarded by the class
    private static final List<Carrier> CARRIERS = new ArrayList<>();
    // guarded by the class
    private static final List<CarrierListener.Source> SOURCES = new ArrayList<>();

    private CarrierRegistry() {
    }

    /** Tells {@code source} of all carriers, those that exist and those to come. */
    public static synchronized void subscribe(CarrierListener.Source source) {
        SOURCES.add(source);
        for (Carrier carrier : CARRIERS) {
            carrier.listener(both(carrier.listener(), source.added(carrier)));
        }
    }

    /** Adds a carrier. Nothing may be mounted on it before this returns. */
    public static synchronized void add(Carrier carrier) {
        for (CarrierListener.Source source : SOURCES) {
            carrier.listener(both(carrier.listener(), source.added(carrier)));
        }
        CARRIERS.add(carrier);
    }

    /** Removes a carrier that is offline, whose thread has ended and where no reader is parked. */
    public static synchronized void remove(Carrier carrier) {
        if (CARRIERS.remove(carrier)) {
            SOURCES.forEach(source -> source.removed(carrier));
        }
    }

    private static CarrierListener both(@Nullable CarrierListener first, CarrierListener second) {
        if (first == null) {
            return second;
        }
        return () -> {
            first.unmounted();
            second.unmounted();
        };
    }
}
