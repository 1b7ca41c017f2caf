// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import java.time.Duration;

/**
 * The figures of a {@link Reclaimer}. They are read while it works, so they belong to slightly different moments.
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
 */
public record ReclaimerStatistics(long retiredObjects, long reclaimedObjects, long failedObjects, long unreclaimedBytes,
        long peakUnreclaimedBytes, Duration oldestAge) {
}
