// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.RetireQueues.Acceptance;
import dev.stillpoint.scheduler.support.FirstUse;
import dev.stillpoint.scheduler.support.RepeatedAttempts;

/** What reclaimers initialise when the first of them is created, because later there may be no memory or no stack. */
final class Preparation {

    private Preparation() {
    }

    static void prepare() {
        ReclaimEvents.prepare();
        ScopedQsbr.prepare();
        FirstUse.prepareWaits();
        FirstUse.prepare(RetiredGroup.class, Acceptance.class, CarrierBag.class, CarrierBag.Chunk.class,
                GracePeriod.class, Barrier.class, CloseWait.class, ReclaimerStatistics.class, RepeatedAttempts.class);
    }
}
