// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import java.time.Duration;

/**
 * The figures of a {@link Reclaimer}. They are read while it works, so they belong to slightly different moments. What
 * is freed is counted as retired. What is retired may, while the reclaimer takes it, be counted a little less than
 * before, for a moment. What is still in use when it is to be freed ({@link StillInUseException}) is counted once more
 * with each attempt, as freed and as retired.
 *
 * @param retiredObjects objects retired so far
 * @param reclaimedObjects objects freed, including those whose {@code reclaim} threw
 * @param failedObjects objects whose {@code reclaim} threw
 * @param unreclaimedBytes bytes retired and not yet freed
 * @param peakUnreclaimedBytes the most bytes that were retired and not yet freed at one time, since the reclaimer was
 *        created or its peaks were reset
 * @param oldestAge how long the oldest object has been waiting that is retired and not yet freed, at most; zero if
 *        there is none. Its own retirement is not timed: it came at most a second, or the time in which the batch
 *        before was freed, after the moment that is meant
 * @param reclaimedBytes bytes freed, including those of objects whose {@code reclaim} threw
 * @param stalls how often there was no progress for {@link ReclaimerConfig#stallAfter()}, each stall counted once,
 *        however long it lasts; 0 if that is {@link ReclaimerConfig#NEVER}
 * @param standstill how long there has been no progress although something waits; zero if nothing does. While a batch
 *        is being freed this is known as exactly as somebody looks, by this call or by the watch for stalls
 */
public record ReclaimerStatistics(long retiredObjects, long reclaimedObjects, long failedObjects, long unreclaimedBytes,
        long peakUnreclaimedBytes, Duration oldestAge, long reclaimedBytes, long stalls, Duration standstill) {

    /** Figures of a reclaimer that has freed no bytes and never stood still. */
    public ReclaimerStatistics(long retiredObjects, long reclaimedObjects, long failedObjects, long unreclaimedBytes,
            long peakUnreclaimedBytes, Duration oldestAge) {
        this(retiredObjects, reclaimedObjects, failedObjects, unreclaimedBytes, peakUnreclaimedBytes, oldestAge, 0, 0,
                Duration.ZERO);
    }

    /** Objects retired and not yet freed. */
    public long unreclaimedObjects() {
        return retiredObjects - reclaimedObjects;
    }

    /** Bytes retired so far. */
    public long retiredBytes() {
        return unreclaimedBytes + reclaimedBytes;
    }
}
