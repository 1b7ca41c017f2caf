// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import org.jspecify.annotations.Nullable;

/** What a reclaimer is doing, and since when: for those who watch it. */
final class ReclaimerProgress {

    // the reclaimer's thread, or the one that frees while the reclaimer's waits for it, writes
    private volatile ReclaimerState state = ReclaimerState.IDLE;
    // as state, before it: when that was entered, as System.nanoTime()
    private volatile long enteredAt = System.nanoTime();
    // as state: counts changes of state
    private volatile long steps;
    // the thread that frees, while it does; it writes
    private volatile @Nullable Thread freer;
    // the reclaimer's thread writes: what is retired and not freed was retired after this System.nanoTime()
    private volatile long retiredAfter = System.nanoTime();

    /** From now on it does this. One thread at a time. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread at a time
    void enter(ReclaimerState next) {
        freer = next == ReclaimerState.FREEING ? Thread.currentThread() : null;
        enteredAt = System.nanoTime();
        state = next;
        steps++;
    }

    /** The calling thread frees or demotes something, while the reclaimer waits for something else. */
    void freesAside() {
        freer = Thread.currentThread();
    }

    /** The thread that frees does so no more, though nothing else has begun. */
    void noFreer() {
        freer = null;
    }

    /** What is retired and not freed was retired after {@code nanoTime}. Reclaimer's thread only. */
    void noteRetiredAfter(long nanoTime) {
        retiredAfter = nanoTime;
    }

    ReclaimerState state() {
        return state;
    }

    /** When the present state was entered, as {@link System#nanoTime()}. */
    long enteredAt() {
        return enteredAt;
    }

    /** A number that is another one after each change of state. */
    long steps() {
        return steps;
    }

    /** The thread that is freeing, or null; racy. */
    @Nullable Thread freer() {
        return freer;
    }

    /** What is retired and not freed was retired after this time, as {@link System#nanoTime()}. */
    long retiredAfter() {
        return retiredAfter;
    }
}
