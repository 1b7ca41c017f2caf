// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.carrier;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All carriers of the process, and the subscribers that want to hear from them. The registry is process-wide because
 * read sections are: a reader on any scheduler is protected against every reclaimer.
 *
 * <p>Carriers never call it while they serve threads, so virtual threads may hold its lock.
 */
public final class CarrierRegistry {

    // guarded by the class; the listeners of each carrier, in the order of their subscribers. Who is in here has a
    // slot, and nobody else: an error could leave a list of slots with one too many
    private static final Map<Carrier, Map<CarrierSubscriber, CarrierListener>> CARRIERS = new LinkedHashMap<>();
    // guarded by the class
    private static final Set<CarrierSubscriber> SUBSCRIBERS = new LinkedHashSet<>();

    private CarrierRegistry() {
    }

    /** Tells {@code subscriber} of all carriers, those that exist and those to come. A second call does nothing. */
    public static synchronized void subscribe(CarrierSubscriber subscriber) {
        if (SUBSCRIBERS.add(subscriber)) {
            CARRIERS.forEach((carrier, listeners) -> {
                listeners.put(subscriber, subscriber.added(carrier));
                carrier.listener(all(listeners));
            });
        }
    }

    /**
     * Tells {@code subscriber} nothing more. It does nothing if {@code subscriber} is not subscribed. A carrier that is
     * about to call a listener of this subscriber may still do so, once, after this has returned.
     */
    public static synchronized void unsubscribe(CarrierSubscriber subscriber) {
        if (SUBSCRIBERS.remove(subscriber)) {
            CARRIERS.forEach((carrier, listeners) -> {
                listeners.remove(subscriber);
                carrier.listener(all(listeners));
            });
        }
    }

    /**
     * Adds a carrier. Nothing may be mounted on it before this returns. If this throws, the carrier was not added: its
     * slot is free again, and every subscriber that heard of it has heard that it is gone.
     */
    public static synchronized void add(Carrier carrier) {
        Map<CarrierSubscriber, CarrierListener> listeners = new LinkedHashMap<>();
        int slot = freeSlot();
        CARRIERS.put(carrier, listeners);
        try {
            carrier.slot(slot);
            for (CarrierSubscriber subscriber : SUBSCRIBERS) {
                listeners.put(subscriber, subscriber.added(carrier));
            }
            carrier.listener(all(listeners));
        } catch (Throwable e) {
            carrier.listener(null);
            remove(carrier);
            throw e;
        }
    }

    private static int freeSlot() {
        BitSet taken = new BitSet();
        for (Carrier carrier : CARRIERS.keySet()) {
            taken.set(carrier.slot());
        }
        return taken.nextClearBit(0);
    }

    /**
     * Removes a carrier. It must be offline, must mount nothing any more, and must have no parked reader. Every
     * subscriber is told, though another one throws; the first failure is thrown in the end. After an error of any kind
     * it can be called again: then the carrier is removed, and subscribers may hear of it twice.
     */
    public static synchronized void remove(Carrier carrier) {
        if (!CARRIERS.containsKey(carrier)) {
            return;
        }
        Throwable failure = null;
        for (CarrierSubscriber subscriber : SUBSCRIBERS) {
            try {
                subscriber.removed(carrier);
            } catch (Throwable first) {
                // Once more, because what failed may have been this call, and not the subscriber.
                try {
                    subscriber.removed(carrier);
                } catch (Throwable e) {
                    failure = failure == null ? e : failure;
                }
            }
        }
        CARRIERS.remove(carrier);
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        if (failure instanceof Error error) {
            throw error;
        }
    }

    /** One listener that calls all of these, or null if there are none. The carrier calls it after each unmount. */
    private static @Nullable CarrierListener all(Map<CarrierSubscriber, CarrierListener> listeners) {
        CarrierListener told = null;
        for (CarrierListener next : listeners.values()) {
            told = told == null ? next : both(told, next);
        }
        return told;
    }

    /** A listener that calls both. If the first throws, the second hears all the same. */
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
