package dev.stillpoint.reclaim.grace;

/** Is told of every grace period that a driver saw through. */
@FunctionalInterface
public interface GracePeriodObserver {

    /**
     * A grace period has ended. Called on the driver's thread, so it must be short and must not throw.
     *
     * @param number the grace period
     * @param nanos from its publication until the last reader was gone
     */
    void gracePeriodEnded(long number, long nanos);
}
