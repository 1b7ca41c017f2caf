package dev.stillpoint.reclaim;

/**
 * What a {@link Reclaimer} has done so far. Acceptance while it works, the figures are of slightly different moments.
 *
 * @param retiredObjects objects handed over
 * @param reclaimedObjects objects freed, those whose {@code reclaim} threw included
 * @param failedObjects objects whose {@code reclaim} threw
 * @param unreclaimedBytes bytes retired and not yet freed
 * @param peakUnreclaimedBytes the most that ever was
 */
public record ReclaimerStatistics(long retiredObjects, long reclaimedObjects, long failedObjects, long unreclaimedBytes,
        long peakUnreclaimedBytes) {
}
