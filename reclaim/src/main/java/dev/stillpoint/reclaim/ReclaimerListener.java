package dev.stillpoint.reclaim;

/**
 * Is told what a {@link Reclaimer} does. What it throws is logged and ignored.
 *
 * <p>Calls about grace periods and batches come on the thread that frees, so they must be short; calls about stalls
 * come on a thread that watches all reclaimers of the process.
 */
public interface ReclaimerListener {

    /** Hears nothing. */
    ReclaimerListener NONE = new ReclaimerListener() {
    };

    /**
     * A grace period has ended for which a batch waited.
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

    /** Nothing has moved for the time that the configuration allows. Repeated at growing intervals while it lasts. */
    default void stalled(StallReport report) {
    }

    /** Things move again after {@link #stalled} was called. */
    default void stallEnded(StallReport lastReport) {
    }
}
