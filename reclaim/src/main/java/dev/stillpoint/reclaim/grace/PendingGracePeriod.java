package dev.stillpoint.reclaim.grace;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A grace period that was published and has not ended: which carriers and visitors it still waits for. For the one who
 * drives at the moment; another one may go on where he stopped.
 */
final class PendingGracePeriod {

    private static final int SPINS = 64;
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(200);
    private static final long HURRIED_PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(20);
    /** A stop costs its carrier a few microseconds, so this is half a percent of it. */
    private static final long FORCE_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final long number;
    private final long start = System.nanoTime();
    private final VisitorDrain visitors;
    private final CarrierRecord[] carriers;
    private int carriersLeft;
    private int round;
    private long lastForced;
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

    /** How often a carrier was stopped to look at it. */
    int stops() {
        return stops;
    }

    /** Looks once at everybody who is left. */
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
     * Carriers pass within microseconds when they are idle or busy with short mounts; after that it is worth sleeping.
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
