package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.grace.GracePeriodObserver;

/** Is told what a {@link Reclaimer} does. Calls come on its thread, so they must be short. */
public interface ReclaimerListener extends GracePeriodObserver {

    /** Hears nothing. */
    ReclaimerListener NONE = new ReclaimerListener() {
    };

    /** {@inheritDoc} */
    @Override
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
}
