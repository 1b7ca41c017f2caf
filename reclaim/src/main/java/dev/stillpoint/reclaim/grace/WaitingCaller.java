// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CurrentCarrier;

/** What a thread owes to others before it waits for the end of a grace period, in whatever way. */
public final class WaitingCaller {

    private WaitingCaller() {
    }

    /**
     * Announces for the carrier on which the caller is mounted. A caller that is pinned keeps it while it waits, and
     * there would be no unmount that announces. A grace period that is published later needs another announcement, so
     * who waits does this again and again.
     *
     * <p>The caller is in no section, or nothing happens. So the count of parked readers leaves nobody out, and what
     * the carrier announces is a quiescent state, as in a blocking call. If an older reader is parked there, nothing is
     * announced, and a pinned caller waits in vain: that reader can leave its section on this carrier only.
     */
    public static void announce() {
        Carrier here = CurrentCarrier.get();
        if (here != null && here.holds() == 0) {
            here.announceUnmount();
        }
    }
}
