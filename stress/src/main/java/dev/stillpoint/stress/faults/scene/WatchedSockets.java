// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.faults.scene;

import dev.stillpoint.scheduler.CarrierScheduler;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Schedulers whose carriers wait for sockets. The process must have used one before. */
final class WatchedSockets {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    private WatchedSockets() {
    }

    /** Returns once the carriers wait for sockets, or are known not to. */
    static void await(CarrierScheduler scheduler) {
        for (long start = System.nanoTime(); !isDecided(scheduler);) {
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                throw new IllegalStateException("the carriers do not wait for sockets: " + scheduler.dump());
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static boolean isDecided(CarrierScheduler scheduler) {
        return scheduler.socketsOnCarriers() || scheduler.dump().contains("the JDK's pollers wait for sockets");
    }
}
