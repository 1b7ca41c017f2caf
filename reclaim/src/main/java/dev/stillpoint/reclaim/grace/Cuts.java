// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import java.util.concurrent.TimeUnit;

/** When a driver may cut the threads of the process by a {@link Membarrier}. Driver only. */
final class Cuts {

    /** A cut interrupts each processor that runs this process for a microsecond or two: one percent of this at most. */
    private static final long SHORTEST_INTERVAL_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    private final Membarrier membarrier;
    // driver only
    private long next = System.nanoTime();
    // driver writes
    private volatile long count;
    // driver only: whether the last one came to nothing, though it was due
    private boolean failed;

    Cuts(Membarrier membarrier) {
        this.membarrier = membarrier;
    }

    /** How many there were. Any thread. */
    long count() {
        return count;
    }

    /** Whether there may be a cut now. */
    boolean isDue() {
        return membarrier.isAvailable() && System.nanoTime() - next >= 0;
    }

    /** Whether there will be one soon, so that nobody need be stopped. */
    boolean isExpected() {
        return membarrier.isAvailable() && !failed;
    }

    /** Cuts every thread; returns whether that was done. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // the driver is the only writer
    boolean tryCut() {
        failed = true;
        next = System.nanoTime() + SHORTEST_INTERVAL_NANOS;
        failed = !membarrier.tryCut();
        if (!failed) {
            count++;
        }
        return !failed;
    }
}
