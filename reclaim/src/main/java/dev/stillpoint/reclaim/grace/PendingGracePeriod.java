// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A grace period that was published and has not ended, with the carriers and visitors that it still waits for. Only the
 * current driver uses it; the next driver goes on where that one stopped.
 */
final class PendingGracePeriod {

    private static final int SPINS = 64;
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(200);
    private static final long HURRIED_PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(20);
    /** A stop costs its carrier a few microseconds, which is half a percent of this interval. */
    private static final long FORCE_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final long number;
    private final long start = System.nanoTime();
    private final VisitorDrain visitors;
    private final CarrierRecord[] carriers;
    // driver only; the carriers before this index had not passed at the last look
    private int carriersLeft;
    // driver only
    private int round;
    // driver only
    private long lastForced;
    // driver only
    private int stops;

    PendingGracePeriod(long number, CarrierRecord[] carriers, VisitorDrain visitors) {
        this.number = number;
        this.carriers = carriers.clone();
        this.visitors = visitors;
        carriersLeft = carriers.length;
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
        dropPassed();
        boolean visitorsHaveLeft = visitors.isFinished();
        return visitorsHaveLeft && carriersLeft == 0;
    }

    /** Moves the carriers that are not yet quiescent to the front. */
    private void dropPassed() {
        int left = 0;
        for (int i = 0; i < carriersLeft; i++) {
            if (!carriers[i].hasPassed(number)) {
                carriers[left++] = carriers[i];
            }
        }
        carriersLeft = left;
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
        for (int i = 0; i < carriersLeft; i++) {
            if (carriers[i].isOnline()) {
                stopped++;
                carriers[i].stopAndLook(number);
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
