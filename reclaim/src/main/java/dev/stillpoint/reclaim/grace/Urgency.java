// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import dev.stillpoint.scheduler.support.FirstUse;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongBinaryOperator;

/** How badly the ends of grace periods are wanted. Each wish is for a grace period and all those before it. */
final class Urgency {

    /** Waiters are as patient by default: {@code ReclaimerConfig.forceAfter}. */
    private static final long POLLED_FORCE_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** No lambda, which would be linked at its first use: see {@link FirstUse}. */
    static final LongBinaryOperator MAX = new LongBinaryOperator() {
        @Override
        public long applyAsLong(long left, long right) {
            return Math.max(left, right);
        }
    };

    // any thread raises it: up to this one the driver looks more often
    private final AtomicLong nudged = new AtomicLong();
    // any thread raises it: up to this one carriers that do not unmount are stopped
    private final AtomicLong expedited = new AtomicLong();
    // any thread raises it: up to this one carriers that do not unmount may be cut at once, which stops nobody
    private final AtomicLong cuttable = new AtomicLong();
    // any thread raises it: up to this one somebody polls for the end, so they are expedited once they have lasted
    private final AtomicLong polled = new AtomicLong();

    void nudge(long gracePeriod) {
        raise(nudged, gracePeriod);
    }

    void expedite(long gracePeriod) {
        raise(expedited, gracePeriod);
    }

    void allowCuts(long gracePeriod) {
        raise(cuttable, gracePeriod);
    }

    void poll(long gracePeriod) {
        raise(polled, gracePeriod);
    }

    private static void raise(AtomicLong most, long gracePeriod) {
        if (most.get() < gracePeriod) {
            most.accumulateAndGet(gracePeriod, MAX);
        }
    }

    /** Whether the driver is to look more often. */
    boolean hurries(PendingGracePeriod pending) {
        return nudged.get() >= pending.number() || forces(pending);
    }

    /** Whether carriers may be cut for this grace period, from its start. */
    boolean cuts(PendingGracePeriod pending) {
        return cuttable.get() >= pending.number() || polled.get() >= pending.number() || forces(pending);
    }

    /** Whether carriers are to be stopped for this grace period. */
    boolean forces(PendingGracePeriod pending) {
        return expedited.get() >= pending.number()
                || (polled.get() >= pending.number() && pending.nanos() >= POLLED_FORCE_AFTER_NANOS);
    }
}
