package dev.stillpoint.scheduler.worker;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Wakes one idle carrier when stealable work appears, unless one is already searching for work. */
public final class Wakeups {

    /*
     * What it is. The number of carriers that are searching, and the rule by which it is handed over.
     *
     * State.
     *   idle        carriers that are idle or about to be; a hint that saves the scan.
     *   searching   carriers that look for work, plus tokens under way to a carrier that was claimed to search.
     *
     * Invariants.
     *   I1  Work that is stealable is seen by a carrier: whoever makes work visible and finds searching != 0 leaves it
     *       to a searcher, and every searcher looks at all queues once more after it gave its token back (as finder, by
     *       waking another one; as idler, in the re-check before it parks).
     *   I2  A carrier that finds itself claimed for searching owns one token.
     *
     * Ordering. Making work visible and reading searching are separated by a full fence (the caller's), giving a token
     * back and re-checking the queues by the decrement's own: at least one side sees the other (I1).
     *
     * Progress. Lock-free; wakeOne scans the carriers once per token that it takes.
     */

    /** Somebody who may be asleep and would look for work. */
    public interface Sleeper {

        /** Wakes it, if it dozes, to search with the caller's token; says whether it did. Any thread. */
        boolean claimForSearch();
    }

    private final Supplier<? extends Sleeper[]> sleepers;
    private final BooleanSupplier workIsVisible;
    /** Told when work is visible and no carrier sleeps that could be woken for it. */
    private final Runnable nobodySleeps;
    // carriers, add
    private final AtomicInteger idle = new AtomicInteger();
    // any thread, CAS and add
    private final AtomicInteger searching = new AtomicInteger();

    /**
     * @param sleepers those that can be woken; never changed in place
     * @param workIsVisible whether there is work that any of them may take
     * @param nobodySleeps is told when there is work and nobody is idle
     */
    public Wakeups(Supplier<? extends Sleeper[]> sleepers, BooleanSupplier workIsVisible, Runnable nobodySleeps) {
        this.sleepers = sleepers;
        this.workIsVisible = workIsVisible;
        this.nobodySleeps = nobodySleeps;
    }

    /** Call after stealable work became visible and a full fence. Any thread. */
    public void wakeOne() {
        // Pairs with Wakeups.idling: a carrier that is not counted yet has its second look at the queues still to come.
        if (idle.get() == 0) {
            nobodySleeps.run();
            return;
        }
        while (idle.get() != 0 && searching.get() == 0 && searching.compareAndSet(0, 1)) {
            if (claimOne()) {
                return;
            }
            // Nobody took the token. Work that appeared meanwhile relied on it (I1).
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
        // Pairs with Wakeups.wakeOne: the carrier counts itself before it dozes and looks at every inlet again.
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
        // Pairs with Wakeups.wakeOne: the queues are looked at after this, so work that was left to us is seen (I1).
        if (searching.decrementAndGet() == 0 && found) {
            wakeOne();
        }
    }
}
