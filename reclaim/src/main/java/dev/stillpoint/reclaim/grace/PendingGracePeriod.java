// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A grace period that is published, or about to be, and has not ended: which carriers and visitors it still waits for.
 * For the one who drives at the moment; another one may go on where he stopped, or failed: every step can be repeated,
 * and from the publication on none of them needs memory.
 */
final class PendingGracePeriod {

    private static final int SPINS = 64;
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(200);
    private static final long HURRIED_PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(20);
    /** A stop costs its carrier a few microseconds, which is half a percent of this interval. */
    private static final long FORCE_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final long number;
    private final VisitorDrain visitors;
    // whom it waits for; set once, after the publication; never written to
    private CarrierRecord @Nullable [] carriers;
    private long start;
    private int round;
    // driver only
    private long lastForced;
    // driver only
    private int stops;

    PendingGracePeriod(long number, VisitorDrain visitors) {
        this.number = number;
        this.visitors = visitors;
    }

    /** It is published, just now, and these are the carriers that were there afterwards. */
    void begin(CarrierRecord[] published, long now) {
        start = now;
        carriers = published;
    }

    /** Otherwise it may have been published or not. */
    boolean hasBegun() {
        return carriers != null;
    }

    private CarrierRecord[] carriers() {
        return Objects.requireNonNull(carriers, "it has not begun");
    }

    long number() {
        return number;
    }

    long nanos() {
        return System.nanoTime() - start;
    }

    /** How often a carrier was stopped and looked at. */
    int stops() {
        return stops;
    }

    /** Looks once at every carrier and visitor that is left. */
    boolean hasEnded() {
        boolean allHavePassed = visitors.isFinished();
        for (CarrierRecord carrier : carriers()) {
            allHavePassed &= carrier.passes(number);
        }
        return allHavePassed;
    }

    /**
     * Stops the carriers that are left, if it is time for that, and looks at them.
     *
     * @return how many it stopped
     */
    int force() {
        return stops != 0 && System.nanoTime() - lastForced < FORCE_INTERVAL_NANOS ? 0 : stopCarriers();
    }

    /** Stops the carriers that are left and looks at them; returns how many. */
    int stopCarriers() {
        int stopped = 0;
        for (CarrierRecord carrier : carriers()) {
            if (!carrier.passes(number) && carrier.isOnline()) {
                stopped++;
                carrier.stopAndLook(number);
            }
        }
        lastForced = System.nanoTime();
        stops += stopped;
        return stopped;
    }

    /**
     * Spins, and after some rounds sleeps. Carriers that are idle or busy with short mounts pass within microseconds;
     * after that sleeping is worthwhile.
     */
    void pause(boolean hurries, long longest) {
        if (round++ < SPINS) {
            Thread.onSpinWait();
            return;
        }
        long slow = hurries ? HURRIED_PAUSE_NANOS : LONGEST_PAUSE_NANOS;
        LockSupport.parkNanos(this, Math.min(longest, Math.min(slow, 1_000L * (round - SPINS))));
    }
}
