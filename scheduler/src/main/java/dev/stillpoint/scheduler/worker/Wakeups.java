// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.worker;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Wakes one idle worker when stealable work appears, unless one is already searching for work. */
public final class Wakeups {

    /*
     * What it is. The number of workers that are searching, and the rule by which a searching token is handed over.
     *
     * State.
     *   idle        Workers that are idle or about to be; a hint that saves the scan.
     *   searching   Workers that look for work, plus tokens on their way to a worker that was claimed to search.
     *
     * Invariants.
     *   I1  Some worker sees each stealable task. Whoever makes work visible and finds searching != 0 leaves it to a
     *       searcher. Every searcher looks at all queues once more after it gave its token back: one that found work
     *       does so by waking another worker, an idle one in the second look before it parks.
     *   I2  A worker that finds itself claimed for searching owns one token.
     *
     * Ordering. The caller's full fence stands between making work visible and reading searching. The decrement is a
     * full fence between giving a token back and looking at the queues again. So at least one side sees the other (I1).
     *
     * Progress. Lock-free. wakeOne scans the workers once per token that it takes.
     */

    /** A worker that may be asleep and would look for work. */
    public interface Sleeper {

        /** Wakes it, if it dozes, to search with the caller's token. Returns whether it did. Any thread. */
        boolean claimForSearch();
    }

    private final Supplier<? extends Sleeper[]> sleepers;
    private final BooleanSupplier workIsVisible;
    /** Told when work is visible and no worker is idle that could be woken for it. */
    private final Runnable nobodySleeps;
    // workers, add
    private final AtomicInteger idle = new AtomicInteger();
    // any thread, CAS and add
    private final AtomicInteger searching = new AtomicInteger();

    /**
     * @param sleepers the workers that can be woken; never changed in place
     * @param workIsVisible whether there is work that any of them may take
     * @param nobodySleeps is told when there is work and no worker is idle
     */
    public Wakeups(Supplier<? extends Sleeper[]> sleepers, BooleanSupplier workIsVisible, Runnable nobodySleeps) {
        this.sleepers = sleepers;
        this.workIsVisible = workIsVisible;
        this.nobodySleeps = nobodySleeps;
    }

    /** Wakes one worker for stealable work. Call it after the work became visible and a full fence. Any thread. */
    public void wakeOne() {
        // Pairs with Wakeups.idling: a worker that is not counted yet has its second look at the queues still to come.
        if (idle.get() == 0) {
            nobodySleeps.run();
            return;
        }
        while (idle.get() != 0 && searching.get() == 0 && searching.compareAndSet(0, 1)) {
            if (claimOne()) {
                return;
            }
            // Nobody took the token, but work that appeared meanwhile relied on it (I1).
            searching.decrementAndGet();
            if (!workIsVisible.getAsBoolean()) {
                return;
            }
        }
    }

    private boolean claimOne() {
        Sleeper[] all = sleepers.get();
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

    void startSearching() {
        // Pairs with Wakeups.wakeOne, which leaves its work to this searcher.
        searching.getAndIncrement();
    }

    /**
     * Gives a token back.
     *
     * @param found whether the searcher found work, so that more may be there
     */
    void stopSearching(boolean found) {
        // Pairs with Wakeups.wakeOne: the queues are looked at after this, so work that was left to this searcher is
        // seen (I1).
        if (searching.decrementAndGet() == 0 && found) {
            wakeOne();
        }
    }
}
