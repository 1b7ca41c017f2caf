// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.support;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Tries something again after pauses that grow, on a thread of its own, until it is done. */
public final class RepeatedAttempts implements Runnable {

    private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final BooleanSupplier attempt;

    private RepeatedAttempts(BooleanSupplier attempt) {
        this.attempt = attempt;
    }

    /**
     * Starts the thread, a daemon.
     *
     * @param thread its name
     * @param attempt whether nothing is left to do; it does not throw
     * @throws OutOfMemoryError if there is no memory for a thread; nothing was tried
     */
    public static void start(String thread, BooleanSupplier attempt) {
        DaemonThreads.unstarted(thread, new RepeatedAttempts(attempt)).start();
    }

    @Override
    public void run() {
        long pause = SHORTEST_PAUSE_NANOS;
        boolean over = false;
        while (!over) {
            LockSupport.parkNanos(this, pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
            over = attempt.getAsBoolean();
        }
    }
}
