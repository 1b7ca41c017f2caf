// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.Reclaimer.RetiredAction;
import dev.stillpoint.reclaim.RetireQueues.Acceptance;
import dev.stillpoint.scheduler.support.FirstUse;

/** What reclaimers initialise when the first of them is created, because later there may be no memory or no stack. */
final class Preparation {

    private Preparation() {
    }

    static void prepare() {
        ReclaimEvents.prepare();
        ScopedQsbr.prepare();
        FirstUse.prepareWaits();
        FirstUse.prepare(RetiredAction.class, RetiredGroup.class, Acceptance.class, CarrierBag.class,
                CarrierBag.Chunk.class, Snapshot.class, GracePeriod.class, Barrier.class, CloseWait.class,
                ReclaimerStatistics.class);
    }
}
