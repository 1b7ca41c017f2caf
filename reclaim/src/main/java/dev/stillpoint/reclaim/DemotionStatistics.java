// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

/**
 * What a {@link Reclaimer} has demoted because readers did not leave, and what that saved: see {@link DemotionLimits}.
 * The figures are read while it works, so they belong to slightly different moments.
 *
 * @param demotedObjects objects demoted so far
 * @param demotedBytes their bytes
 * @param collectedObjects of these, the objects that the collector has found unreachable, and that were therefore freed
 *        before their grace period had ended
 * @param collectedBytes their bytes: what demotion saved
 * @param heldBytes bytes that are demoted and not yet freed: what stalled readers reach, and what the collector has not
 *        looked at yet
 * @param collections how often the reclaimer has asked for a collection
 */
public record DemotionStatistics(long demotedObjects, long demotedBytes, long collectedObjects, long collectedBytes,
        long heldBytes, long collections) {
}
