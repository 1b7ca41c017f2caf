// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.worker;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Wakes one idle worker when stealable work appears, unless one searches for work already or is about to. Where work
 * queues up all the same, it wakes another.
 */
public final class Wakeups {

    /*
     * What it is. The number of workers that are searching, a flag for the one that is about to, and the rule by which
     * work is left to them.
     *
     * State.
     *   idle        Workers that are idle or about to be; a hint that saves the scan.
     *   searching   Workers that look for work. Each counts itself in and out, on its carrier's own stack.
     *   claiming    Somebody is about to wake a worker, or has claimed one that is not counted as searching yet.
     *               Whoever set the flag clears it, or the worker does that was claimed.
     *
     * Invariants.
     *   I1  Some worker sees each stealable task. Whoever makes work visible and finds that somebody is searching or
     *       claiming leaves it to them. Every searcher looks at all queues once more after it counted itself out: one
     *       that found work wakes another worker if there is more, one that found none does so in the second look
     *       before it parks. Whoever clears the flag looks at all queues afterwards, as long as somebody dozes who
     *       could be woken. A worker that was woken and has not run yet counts as idle and does not doze: it will look
     *       at all queues.
     *   I2  A waker that fails (it may be at the end of its stack) clears the flag by a plain assignment, which cannot
     *       fail. It may have claimed a worker by then, and that worker may clear the flag of somebody else: then one
     *       worker too many is woken. It may not look at the queues; then the watchdog does, within a second.
     *
     * Ordering. The caller's full fence stands between making work visible and reading searching and claiming. The
     * decrement, and the volatile store that clears the flag, come before looking at the queues again, and are ordered
     * as by a full fence. So at least one side sees the other (I1).
     *
     * Progress. Lock-free. wakeOne scans the workers each time that it sets the flag, and again only if somebody dozes
     * whom the scan before has missed. It never waits for a worker that was woken: the operating system may let that
     * one wait for a millisecond, for the very processor on which the waker runs.
     *
     * Why another. One worker at a time is enough where workers make work for each other: the one that is woken takes
     * what it finds and wakes the next. A thread outside that submits in a burst, a selector say, is faster than that.
     * The first worker takes all and wakes the second, which then waits for the first one's processor, because the
     * operating system wakes a thread near its waker; and the processor of the thread outside, which has nothing more
     * to submit, stays idle. If the thread outside wakes both, the second one runs where that thread stops.
     */

    private static final VarHandle CLAIMING =
            fieldVarHandle(lookup(), "claiming", VarHandle.class, Wakeups.class, boolean.class);

    /** A worker that may be asleep and would look for work. */
    public interface Sleeper {

        /** Wakes it, if it dozes, to search. Returns whether it did. Any thread. */
        boolean claimForSearch();

        /** Whether it dozes, so that it can be woken; a snapshot. Any thread. */
        boolean isDozing();
    }

    /** The workers of a pool, and the work that they share. All calls are lock-free. */
    public interface Sleepers {

        /** The workers that can be woken. Never changed in place. */
        Sleeper[] workers();

        /** Whether there is work that any of them may take. */
        boolean workIsVisible();

        /** Wakes one that dozes, if one does, to look around. */
        void callDozing();

        /** There is work, and no worker is idle that could be woken for it. */
        void nobodySleeps();
    }

    private final Sleepers sleepers;
    // workers, add
    private final AtomicInteger idle = new AtomicInteger();
    // workers, add
    private final AtomicInteger searching = new AtomicInteger();
    // any thread sets by CAS; whoever set it, or the worker that was claimed, clears
    private volatile boolean claiming;

    /** Wakes these, one at a time. Calls none of them yet. */
    public Wakeups(Sleepers sleepers) {
        this.sleepers = sleepers;
    }

    /** Wakes one worker for stealable work. Call it after the work became visible and a full fence. Any thread. */
    public void wakeOne() {
        // Pairs with Wakeups.idling: a worker that is not counted yet has its second look at the queues still to come.
        if (idle.get() == 0) {
            sleepers.nobodySleeps();
            return;
        }
        boolean again = true;
        // Pairs with itself and with Wakeups.takeOver: at most one worker is on its way. Whoever fails here leaves its
        // work to somebody who looks at the queues after this (I1).
        while (again && mayClaim() && CLAIMING.compareAndSet(this, false, true)) {
            boolean claimed = false;
            try {
                claimed = claimOne();
            } finally {
                if (!claimed) {
                    claiming = false;
                }
            }
            // If nobody was there to be claimed: work that appeared meanwhile relied on this call (I1).
            again = !claimed && sleepers.workIsVisible() && somebodyDozes();
        }
    }

    private boolean mayClaim() {
        return idle.get() != 0 && searching.get() == 0 && !claiming;
    }

    /**
     * Wakes one worker more, though one may be searching or about to: for work that queues up behind other work which
     * nobody has taken yet. Call it after the work became visible and a full fence. Any thread.
     */
    public void wakeAnother() {
        // Pairs with Wakeups.idling: as in wakeOne.
        if (idle.get() == 0) {
            sleepers.nobodySleeps();
            return;
        }
        // Whoever does not doze looks at all queues before it does (I1).
        sleepers.callDozing();
    }

    /** Wakes one worker if there is work that was left to the calling one, which has found other work. */
    void wakeForMore() {
        if (sleepers.workIsVisible()) {
            wakeOne();
        }
    }

    private boolean somebodyDozes() {
        for (Sleeper sleeper : sleepers.workers()) {
            if (sleeper.isDozing()) {
                return true;
            }
        }
        return false;
    }

    private boolean claimOne() {
        Sleeper[] all = sleepers.workers();
        for (Sleeper sleeper : all) {
            if (sleeper.claimForSearch()) {
                return true;
            }
        }
        return false;
    }

    void idling(int delta) {
        // Pairs with Wakeups.wakeOne: the worker counts itself before it dozes and looks at all queues again.
        idle.getAndAdd(delta);
    }

    /** Counts the calling worker in. It looks at all queues afterwards. */
    void startSearching() {
        // Pairs with Wakeups.wakeOne, which leaves its work to this searcher.
        searching.getAndIncrement();
    }

    /** Counts the calling worker in, which was claimed. It looks at all queues afterwards. */
    void takeOver() {
        try {
            startSearching();
        } finally {
            claiming = false;
        }
    }

    /**
     * The flag of whoever claimed the calling worker, which does not know any more whether it was claimed. It looks at
     * all queues afterwards.
     */
    void clearClaim() {
        claiming = false;
    }

    /**
     * Counts the calling worker out.
     *
     * @return whether it was the last one; if it has found work it then calls {@link #wakeForMore()}
     */
    boolean stopSearching() {
        // Pairs with Wakeups.wakeOne: the queues are looked at after this, so work that was left to this searcher is
        // seen (I1).
        return searching.decrementAndGet() == 0;
    }
}
