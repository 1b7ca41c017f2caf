// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.micrometer;

import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The figures of one moment for all meters of a scrape. Otherwise each of some twenty meters would take figures of its
 * own and show one number of them, and what is freed could exceed what is retired.
 */
final class Sampled<S, F> {

    /** A scrape takes a few milliseconds, and the next one comes some seconds later. */
    static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Function<S, F> taker;
    private final LongSupplier nanoTime;

    // guarded by this
    private @Nullable F figures;
    // guarded by this: when they were taken
    private long takenAt;

    /**
     * @param taker takes the figures of a source, and keeps nothing of it
     * @param nanoTime the clock, as {@link System#nanoTime()}
     */
    Sampled(Function<S, F> taker, LongSupplier nanoTime) {
        this.taker = taker;
        this.nanoTime = nanoTime;
    }

    /** The last figures if they are fresh, else new ones. Any thread. */
    synchronized F of(S source) {
        long now = nanoTime.getAsLong();
        F last = figures;
        if (last != null && now - takenAt < FRESH_NANOS) {
            return last;
        }
        F taken = taker.apply(source);
        figures = taken;
        takenAt = now;
        return taken;
    }
}
