// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

/**
 * Is told what a {@link Reclaimer} does. What it throws is logged and ignored.
 *
 * <p>Calls about grace periods come on the reclaimer's thread, and calls about batches on the thread that frees, so
 * both must be short. Calls about stalls come on a thread that watches all reclaimers of the process.
 */
public interface ReclaimerListener {

    /** A listener that does nothing. */
    ReclaimerListener NONE = new ReclaimerListener() {
    };

    /**
     * A grace period that a batch waited for has ended.
     *
     * @param number the grace period
     * @param nanos how long the batch waited for it
     */
    default void gracePeriodEnded(long number, long nanos) {
    }

    /**
     * A batch was freed.
     *
     * @param objects how many objects
     * @param bytes their sizes
     */
    default void reclaimed(int objects, long bytes) {
    }

    /**
     * There was no progress for {@link ReclaimerConfig#stallAfter()}. The call is repeated at growing intervals while
     * the stall lasts.
     */
    default void stalled(StallReport report) {
    }

    /**
     * There is progress again after {@link #stalled} was called. Where closing the reclaimer has ended the stall, this
     * may come a moment after {@code close()} has returned.
     */
    default void stallEnded(StallReport lastReport) {
    }
}
