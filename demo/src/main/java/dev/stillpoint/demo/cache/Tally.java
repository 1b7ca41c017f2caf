// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.cache;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What happened under one design. Counters may be raised by any thread. What was wrong is counted from the beginning,
 * the rest since the warm-up.
 */
final class Tally {

    private final LongAdder reads = new LongAdder();
    private final LongAdder hits = new LongAdder();
    private final LongAdder wrong = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder rewrites = new LongAdder();
    private final AtomicReference<@Nullable String> firstFailure = new AtomicReference<>();
    // the run's thread
    private long start;
    // the run's thread
    private long nanos;
    // the run's thread
    private long mostBytes;

    /** Readers and writer are about to start: for the warm-up, and then again. */
    void begin() {
        reads.reset();
        hits.reset();
        rewrites.reset();
        mostBytes = 0;
        start = System.nanoTime();
    }

    void read(int blocks, int ofThemHits) {
        reads.add(blocks);
        hits.add(ofThemHits);
    }

    /** A reader was shown something else than its block. */
    void wrong(int number, String problem) {
        wrong.increment();
        firstFailure.compareAndSet(null, "block %d: %s".formatted(number, problem));
    }

    /** A read or a write has thrown. */
    void failed(Throwable cause) {
        failed.increment();
        firstFailure.compareAndSet(null, cause.toString());
    }

    void rewritten() {
        rewrites.increment();
    }

    /** Seen now and then. */
    void bytes(long bytes) {
        mostBytes = Math.max(mostBytes, bytes);
    }

    /** Readers and writer have ended. */
    void finish() {
        nanos = System.nanoTime() - start;
    }

    /** The two counts that must be zero. */
    long violations() {
        return wrong.sum() + failed.sum();
    }

    long reads() {
        return reads.sum();
    }

    double readsPerSecond() {
        return reads.sum() * 1e9 / nanos;
    }

    /** The part of the reads that found their block in the cache. */
    double hitRate() {
        return (double) hits.sum() / Math.max(1, reads.sum());
    }

    long wrong() {
        return wrong.sum();
    }

    long failed() {
        return failed.sum();
    }

    long rewrites() {
        return rewrites.sum();
    }

    long mostBytes() {
        return mostBytes;
    }

    @Nullable String firstFailure() {
        return firstFailure.get();
    }
}
