// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.observe;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;

/**
 * Says whether anybody could want the scheduler's events. Without Flight Recorder their classes are not even loaded.
 */
public final class Events {

    // set once: by whoever initialises Flight Recorder or, if that came first, by whoever first creates a scheduler
    private static volatile boolean possible;

    static {
        // The listener hears of a recorder that is initialised later. The question below finds one that was there
        // before.
        FlightRecorder.addListener(new FlightRecorderListener() {
            @Override
            public void recorderInitialized(FlightRecorder recorder) {
                initialise();
            }
        });
        if (FlightRecorder.isInitialized()) {
            initialise();
        }
    }

    private Events() {
    }

    /**
     * Makes the events ready to be recorded, now or as soon as there is a recorder. Call it before there are carriers,
     * on a thread that may wait for the recorder's locks.
     */
    public static void prepare() {
        // The static initialiser has done it.
    }

    /** Whether there is a recorder at all; cheap enough to be asked at every mount. */
    public static boolean arePossible() {
        return possible;
    }

    /** Initialises the event classes. They register themselves, which takes locks that a carrier must not wait for. */
    private static void initialise() {
        Lookup lookup = MethodHandles.lookup();
        try {
            lookup.ensureInitialized(StealEvent.class);
            lookup.ensureInitialized(SpillEvent.class);
            lookup.ensureInitialized(SpareEvent.class);
            lookup.ensureInitialized(HomeWaitEvent.class);
        } catch (IllegalAccessException e) {
            throw new AssertionError("they are in this package", e);
        }
        possible = true;
    }
}
