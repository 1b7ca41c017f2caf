// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.observe;

import dev.stillpoint.scheduler.support.SharedSetup;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;

/**
 * Says whether anybody could want the scheduler's events. Without Flight Recorder their classes are not even loaded.
 */
public final class Events {

    // set once: by whoever initialises Flight Recorder or, if that came first, by whoever next creates a scheduler
    private static volatile boolean possible;

    /** Hears of a recorder that is initialised later. The question after it finds one that was there before. */
    private static final FlightRecorderListener LISTENER = new FlightRecorderListener() {
        @Override
        public void recorderInitialized(FlightRecorder recorder) {
            initialise();
        }
    };
    private static final SharedSetup LISTENING = new SharedSetup() {
        @Override
        protected void setUp() {
            FlightRecorder.addListener(LISTENER);
            if (FlightRecorder.isInitialized()) {
                initialise();
            }
        }

        @Override
        protected void takeDown() {
            FlightRecorder.removeListener(LISTENER);
        }
    };

    private Events() {
    }

    /**
     * Makes the events ready to be recorded, now or as soon as there is a recorder, until the lease is closed. Call it
     * before there are carriers, on a thread that may wait for the recorder's locks.
     */
    public static SharedSetup.Lease prepare() {
        return LISTENING.lease();
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
            lookup.ensureInitialized(HomeBlockedEvent.class);
        } catch (IllegalAccessException e) {
            throw new AssertionError("they are in this package", e);
        }
        possible = true;
    }
}
