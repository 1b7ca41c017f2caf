// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What a thread owes to others before it waits for the end of a grace period, in whatever way. */
public final class WaitingCaller {

    private static final long FIRST_STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private WaitingCaller() {
    }

    /**
     * Waits until {@code end} is reached, which is behind a grace period that may begin later, in steps. Before each of
     * them it {@linkplain #announce announces}.
     *
     * <p>Besides, the JDK does not unmount a thread for whose frames a full heap has no room: it waits on its carrier
     * until it is woken, and may keep from there the reader whose leaving would wake it.
     *
     * @param nanos how long to wait at most
     * @return whether it is reached
     */
    public static boolean await(CountDownLatch end, long nanos) throws InterruptedException {
        long start = System.nanoTime();
        long step = FIRST_STEP_NANOS;
        long left = nanos;
        boolean reached;
        do {
            announce();
            reached = end.await(Math.min(step, left), TimeUnit.NANOSECONDS);
            step = Math.min(2 * step, LONGEST_STEP_NANOS);
            left = nanos - (System.nanoTime() - start);
        } while (!reached && left > 0);
        return reached;
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
