package dev.stillpoint.reclaim.grace;

import dev.stillpoint.scheduler.carrier.Carrier;

/**
 * When a carrier on which nothing is mounted is quiescent. There is one right rule, {@link #NO_OLDER_READER}; the
 * others are broken twins that tests keep to show that they would notice.
 */
@FunctionalInterface
public interface QuiescenceRule {

    /**
     * No parked reader is older than the grace period. Readers older than {@code g} have the parity of {@code g - 1},
     * invariant I3 of {@link GracePeriods}.
     */
    QuiescenceRule NO_OLDER_READER = (carrier, gracePeriod) -> carrier.parked(gracePeriod - 1) == 0;

    /** Called on the carrier between two mounts, or by the driver while the carrier is offline. */
    boolean isQuiescent(Carrier carrier, long gracePeriod);
}
