// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides.pages;

import dev.stillpoint.reclaim.BacklogLimits;
import dev.stillpoint.reclaim.BacklogLimits.WhenFull;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ReclaimerConfig;

/** {@code docs/sizing.md}: a backlog with a bound. */
public final class Sizes {

    private Sizes() {
    }

    // @start region="limits"
    static Reclaimer boundedReclaimer() {
        BacklogLimits limits = BacklogLimits.defaults().withFull(512L << 20, 1_000_000, WhenFull.WAIT);
        return Reclaimer.create(ReclaimerConfig.defaults().withLimits(limits));
    }
    // @end
}
