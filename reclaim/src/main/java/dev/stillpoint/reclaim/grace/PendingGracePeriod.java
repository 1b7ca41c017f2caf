// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import dev.stillpoint.scheduler.carrier.Handshake;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A grace period that is published, or about to be, and has not ended: which carriers and visitors it still waits for.
 * For the one who drives at the moment; another one may go on where he stopped, or failed: every step can be repeated,
 * and from the publication on none of them needs memory, except what the JDK needs for a stop.
 */
final class PendingGracePeriod {

    private static final int SPINS = 64;
    private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(1);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    /** The end of a grace period is seen late by this part of its length at most, by a quarter if it is hurried. */
    private static final int PATIENCE = 16;
    /** A stop costs its carrier a few microseconds, which is half a percent of this interval. */
    private static final long SHORTEST_FORCE_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    /** Up to this number of carriers can run at the same time, so none of them waits for a processor when stopped. */
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

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
    // driver only: every thread was cut since the publication; see passesBehindCut
    private boolean cut;

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
            allHavePassed &= cut ? carrier.passesBehindCut(number) : carrier.passes(number);
        }
        return allHavePassed;
    }

    /** Whether who is idle, or about to unmount or to leave its section, had the time to show it. */
    boolean hasSpun() {
        return round >= SPINS;
    }

    /** Whether a cut is of use: none was done, and a carrier is left on which something is mounted. */
    boolean needsCut() {
        boolean needed = false;
        if (!cut) {
            for (CarrierRecord carrier : carriers()) {
                needed |= carrier.isLeft(number);
            }
        }
        return needed;
    }

    /**
     * Notes that every thread was cut since the publication. From now on looks are enough. They come close to each
     * other again, because a section that was open at the cut has most likely ended in a moment.
     */
    void noteCut() {
        cut = true;
        round = 0;
    }

    /**
     * Stops the carriers that are left, if it is time for that, and looks at them. Behind a cut there is nothing that a
     * stop would find out.
     *
     * @return how many it stopped
     */
    int force() {
        boolean tooEarly = stops != 0 && System.nanoTime() - lastForced < forceInterval();
        return cut || tooEarly ? 0 : stopCarriers();
    }

    private long forceInterval() {
        return Math.max(SHORTEST_FORCE_INTERVAL_NANOS, pauseAfter(nanos()));
    }

    /**
     * Stops the carriers that are left and looks at them; returns how many.
     *
     * <p>A carrier that has no processor is stopped when it gets one, which may take a time slice of each of the
     * others. If there are more carriers than processors, all of them wait for that at the same time.
     */
    int stopCarriers() {
        int stopped = 0;
        for (CarrierRecord carrier : carriers()) {
            if (carrier.mustBeStopped(number)) {
                stopped++;
            }
        }
        boolean together = stopped > PROCESSORS;
        if (together) {
            Handshake.withAll();
        }
        for (CarrierRecord carrier : carriers()) {
            carrier.lookStopped(number, together);
        }
        lastForced = System.nanoTime();
        stops += stopped;
        return stopped;
    }

    /**
     * Spins, and after some rounds sleeps. Carriers that are idle or busy with short mounts pass within microseconds;
     * after that sleeping is worthwhile. The longer the grace period has lasted, the longer it sleeps: most likely a
     * reader is stuck.
     */
    void pause(boolean hurries, long longest) {
        if (round < SPINS) {
            round++;
            Thread.onSpinWait();
            return;
        }
        long pause = pauseAfter(hurries ? nanos() / 4 : nanos());
        LockSupport.parkNanos(this, Math.min(longest, Math.max(SHORTEST_PAUSE_NANOS, pause)));
    }

    private static long pauseAfter(long nanos) {
        return Math.min(LONGEST_PAUSE_NANOS, nanos / PATIENCE);
    }
}
