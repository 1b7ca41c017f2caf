// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.memory.raw;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A sum to which many threads add. Adding makes no object, unlike that of {@code LongAdder}: it goes on when the heap
 * is full. Threads add in different cache lines, as their numbers select.
 *
 * <p>The counters of allocators count by themselves: what they count has happened already, at the end of a stack that
 * may have no room for one call more.
 */
public final class StripedCount {

    /** In numbers: two cache lines, because the prefetcher fetches lines in pairs. */
    private static final int STRIDE = 16;
    private static final int MOST_STRIPES = 16;
    private static final int STRIPES = Math.min(MOST_STRIPES,
            2 * Integer.highestOneBit(Runtime.getRuntime().availableProcessors()));

    private final AtomicLongArray stripes = new AtomicLongArray((STRIPES + 1) * STRIDE);

    private static int own() {
        return ((int) Thread.currentThread().threadId() & (STRIPES - 1)) * STRIDE + STRIDE;
    }

    /**
     * Adds. The addition is atomic and visible before what the caller reads next.
     *
     * @return what the calling thread, and those that share its stripe, have added in all
     */
    public long add(long number) {
        return stripes.addAndGet(own(), number);
    }

    /** What all threads have added; of what they add meanwhile any part. */
    public long sum() {
        long sum = 0;
        for (int i = STRIDE; i < stripes.length(); i += STRIDE) {
            sum += stripes.get(i);
        }
        return sum;
    }
}
