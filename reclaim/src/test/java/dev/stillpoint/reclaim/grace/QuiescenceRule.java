// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import dev.stillpoint.scheduler.carrier.Carrier;

/** When a carrier on which nothing is mounted is quiescent: a part of {@link FrozenGracePeriods} that may be wrong. */
@FunctionalInterface
interface QuiescenceRule {

    /** The rule of {@link CarrierRecord}, once more: no parked reader is older than the grace period. */
    QuiescenceRule NO_OLDER_READER = (carrier, gracePeriod) -> carrier.parked(gracePeriod - 1) == 0;

    /** Called on the carrier between two mounts, or by the driver while the carrier is offline. */
    boolean isQuiescent(Carrier carrier, long gracePeriod);
}
