// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.reload;

import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ReclaimerListener;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** What happened during a run. Counters may be raised by any thread, grace periods come from the reclaimer's. */
final class RunStatistics implements ReclaimerListener {

    /** Grace periods are recorded in nanoseconds with two digits. */
    private static final int DIGITS = 2;

    private final LongAdder requests = new LongAdder();
    private final LongAdder lookups = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder mixed = new LongAdder();
    private final LongAdder wrong = new LongAdder();
    private final LongAdder reloads = new LongAdder();
    private final LongAdder failedReloads = new LongAdder();
    private final LongAdder skippedReloads = new LongAdder();
    private final LongAccumulator longestRequest = new LongAccumulator(Math::max, 0);
    private final AtomicReference<@Nullable Throwable> firstFailure = new AtomicReference<>();
    private final VersionCensus census = new VersionCensus();
    // reclaimer's thread until it is closed
    private final Histogram gracePeriods = new Histogram(DIGITS);
    // the run's thread
    private long start;
    // the run's thread
    private long nanos;
    // the run's thread
    private long peakUnreclaimed;
    // the run's thread
    private long finalUnreclaimed;

    /** The clients are about to start. */
    void begin() {
        start = System.nanoTime();
    }

    void answered(int addresses, long requestNanos) {
        requests.increment();
        lookups.add(addresses);
        longestRequest.accumulate(requestNanos);
    }

    void failed(Throwable cause) {
        failed.increment();
        firstFailure.compareAndSet(null, cause);
    }

    void mixed() {
        mixed.increment();
    }

    void wrong() {
        wrong.increment();
    }

    void reloaded() {
        reloads.increment();
    }

    void reloadFailed(Throwable cause) {
        failedReloads.increment();
        firstFailure.compareAndSet(null, cause);
    }

    /** A newer release came before this one was loaded. */
    void reloadSkipped() {
        skippedReloads.increment();
    }

    @Override
    public void gracePeriodEnded(long number, long gracePeriodNanos) {
        gracePeriods.recordValue(gracePeriodNanos);
    }

    VersionCensus census() {
        return census;
    }

    /** The clients have ended, the reclaimer is idle. */
    void finish(Reclaimer reclaimer) {
        nanos = System.nanoTime() - start;
        peakUnreclaimed = reclaimer.statistics().peakUnreclaimedBytes();
    }

    /** After the reclaimer is closed. */
    void finalUnreclaimed(long bytes) {
        finalUnreclaimed = bytes;
    }

    /** The three counts that must be zero. */
    long violations() {
        return failed.sum() + mixed.sum() + wrong.sum();
    }

    String progress(long seconds) {
        return "%3d s  %,9d requests  %,5d reloads  failed %d, mixed %d, wrong %d".formatted(seconds, requests.sum(),
                reloads.sum(), failed.sum(), mixed.sum(), wrong.sum());
    }

    long requests() {
        return requests.sum();
    }

    double lookupsPerSecond() {
        return lookups.sum() * 1e9 / nanos;
    }

    long reloads() {
        return reloads.sum();
    }

    long failedReloads() {
        return failedReloads.sum();
    }

    long skippedReloads() {
        return skippedReloads.sum();
    }

    long failedRequests() {
        return failed.sum();
    }

    long mixedReplies() {
        return mixed.sum();
    }

    long wrongAnswers() {
        return wrong.sum();
    }

    long longestRequestNanos() {
        return longestRequest.get();
    }

    Histogram gracePeriods() {
        return gracePeriods;
    }

    long peakUnreclaimedBytes() {
        return peakUnreclaimed;
    }

    long finalUnreclaimedBytes() {
        return finalUnreclaimed;
    }

    @Nullable Throwable firstFailure() {
        return firstFailure.get();
    }
}
