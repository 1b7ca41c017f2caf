// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import dev.stillpoint.scheduler.support.DaemonThreads;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A daemon thread that drives grace periods for others: for virtual threads, which must not drive, and for callers that
 * ask for a grace period without waiting for it. It starts with the first request and sleeps while there is none.
 */
final class GracePeriodDriver {

    /*
     * Sleep. A requester raises `wanted` (volatile), then unparks; the thread reads `wanted` and parks. An unpark
     * before the park makes it return at once, so no request is missed.
     */

    private final GracePeriods periods;
    // any thread raises it
    private final AtomicLong wanted = new AtomicLong();
    // set once, by the first request; null for grace periods that only waiting platform threads drive
    private volatile @Nullable Thread thread;

    GracePeriodDriver(GracePeriods periods) {
        this.periods = periods;
    }

    /** Asks for the end of {@code gracePeriod}. Any thread; does not wait. */
    void request(long gracePeriod) {
        if (periods.completed() >= gracePeriod) {
            return;
        }
        wanted.accumulateAndGet(gracePeriod, Math::max);
        Thread running = thread;
        LockSupport.unpark(running == null ? start() : running);
    }

    private synchronized Thread start() {
        Thread running = thread;
        if (running == null) {
            running = DaemonThreads.unstarted("stillpoint-grace-periods", this::run);
            running.start();
            thread = running;
        }
        return running;
    }

    private void run() {
        while (true) {
            periods.driveTo(wanted.get());
            while (wanted.get() <= periods.completed()) {
                LockSupport.park(this);
                // A stray interrupt must not turn parking into spinning.
                Thread.interrupted();
            }
        }
    }
}
