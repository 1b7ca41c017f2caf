// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.scheduler.support.DaemonThreads;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Tries again and again to free memory that was still in use when its reclaimer ended, on a thread of its own. */
final class LateFreeing implements Runnable {

    private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final BooleanSupplier attempt;

    private LateFreeing(BooleanSupplier attempt) {
        this.attempt = attempt;
    }

    /**
     * Starts the thread.
     *
     * @param attempt whether nothing is left to free; it does not throw
     * @throws OutOfMemoryError if there is no memory for a thread; nothing was tried
     */
    static void start(BooleanSupplier attempt) {
        DaemonThreads.unstarted("stillpoint-late-freeing", new LateFreeing(attempt)).start();
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
