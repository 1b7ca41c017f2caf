// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

/**
 * The figures of a {@link Reclaimer}. They are read while it works, so they belong to slightly different moments.
 *
 * @param retiredObjects objects retired so far
 * @param reclaimedObjects objects freed, including those whose {@code reclaim} threw
 * @param failedObjects objects whose {@code reclaim} threw
 * @param unreclaimedBytes bytes retired and not yet freed
 * @param peakUnreclaimedBytes the most bytes that were ever retired and not yet freed
 */
public record ReclaimerStatistics(long retiredObjects, long reclaimedObjects, long failedObjects, long unreclaimedBytes,
        long peakUnreclaimedBytes) {
}
