// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.worker;

import dev.stillpoint.scheduler.task.Task;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/** Decides who may start a thread, counts how many live, and notices when the last one has ended. */
public final class Lifecycle {

    /*
     *   OPEN     -> SHUTDOWN   // only threads of the pool may start threads
     *   OPEN     -> HALTING    // nobody may start threads
     *   SHUTDOWN -> HALTING    // likewise
     *
     * State. A start by a thread of the pool, and the end of a thread, are counted by the carrier where they happen, in
     * its ThreadCounter, without an atomic instruction. Starts by anybody else, and ends that no carrier sees, are
     * counted in striped arrays. These arrays never grow: an end must be counted even if there is no memory left, or
     * close() waits for ever.
     *
     * Invariant. Once the phase is not OPEN, a start is either refused or waited for.
     *
     * Why equal sums mean that no thread lives. The ends are summed first. Each end that is seen brings the start of
     * its thread along. So the sums are equal only if, for every thread whose start was seen, the end was seen too.
     * Suppose that such a sum overlooked a thread T that was accepted.
     *   Either T was started by somebody else. That start was counted atomically before it read the phase OPEN, hence
     *     before the phase was set, hence before the sums. So it was seen, and so was T's end.
     *   Or T was started by a thread P of the pool. P counted the start of T before P ended. If the end of P had been
     *     seen, so would the start of T. So the sum overlooked P as well, and P is older than T.
     * The threads are finitely many, so one of the overlooked threads was started by somebody else: a contradiction.
     * When a thread of the pool starts another one, this asks for no fence between counting and reading the phase.
     *
     * Who notices. The carrier that counts the last end may not see yet that the phase was set, while whoever set the
     * phase does not see that end yet. So a carrier looks once more, after a full fence, when it has nothing to do or
     * leaves. Whoever sets the phase also sums after a full fence. The carrier that looks last sees everything, or what
     * it counted was seen.
     *
     * Progress. Counting is wait-free.
     */

    private static final int OPEN = 0;
    private static final int SHUTDOWN = 1;
    private static final int HALTING = 2;

    private static final int STRIPES = 8;
    /** The number of longs in two cache lines. */
    private static final int STRIDE = 16;

    private final AtomicLongArray started = new AtomicLongArray(STRIPES * STRIDE);
    private final AtomicLongArray ended = new AtomicLongArray(STRIPES * STRIDE);
    // the thread that makes carriers writes, any thread reads; never changed in place
    private volatile ThreadCounter[] counters = {};
    // the thread that makes carriers: the counters of carriers that have ended, linked
    private @Nullable ThreadCounter vacant;
    private final CountDownLatch allEnded = new CountDownLatch(1);
    // only grows; whoever closes the pool writes, any thread reads
    private volatile int phase = OPEN;

    // -- the thread that makes carriers: one at a time

    /** A counter for a new carrier. */
    public ThreadCounter newCounter() {
        ThreadCounter used = vacant;
        if (used != null) {
            vacant = used.nextVacant;
            used.nextVacant = null;
            return used;
        }
        ThreadCounter made = new ThreadCounter();
        ThreadCounter[] before = counters;
        ThreadCounter[] grown = Arrays.copyOf(before, before.length + 1);
        grown[before.length] = made;
        counters = grown;
        return made;
    }

    /** Takes back the counter of a carrier whose thread has ended or was never started. What it counted stays. */
    public void vacate(ThreadCounter counter) {
        counter.nextVacant = vacant;
        vacant = counter;
    }

    // -- threads

    /**
     * A thread is about to start.
     *
     * @param own the counter of the carrier under the starting thread, if that is a thread of the pool; else null
     * @return whether the new thread may start; then it is counted, and {@link #ended} must follow
     */
    public boolean starting(@Nullable ThreadCounter own) {
        if (own == null) {
            // Pairs with Lifecycle.atLeast: its sums see this start, or this call sees its phase.
            started.getAndIncrement(stripe());
        } else {
            own.start();
        }
        int now = phase;
        if (now == OPEN || (now == SHUTDOWN && own != null)) {
            return true;
        }
        ended(own);
        return false;
    }

    /**
     * A thread that was accepted has ended, or failed to start.
     *
     * @param here the counter of the carrier on which this happens, or null
     */
    public void ended(@Nullable ThreadCounter here) {
        if (here == null) {
            ended.getAndIncrement(stripe());
        } else {
            here.end();
        }
        if (phase != OPEN) {
            try {
                noteIfAllEnded();
            } catch (StackOverflowError e) {
                // The end is counted, so this call must not fail. Whoever waits looks again.
            }
        }
    }

    /** Looks whether every thread has ended. For a carrier that has nothing to do at the moment, or leaves. */
    public void idle() {
        // Pairs with itself on other carriers and in Lifecycle.atLeast: whoever comes last sees the phase and all ends.
        VarHandle.fullFence();
        if (phase != OPEN) {
            noteIfAllEnded();
        }
    }

    private void noteIfAllEnded() {
        long endedSum = endedSum();
        if (endedSum == started()) {
            allEnded.countDown();
        }
    }

    /** The number of threads that were accepted and have not ended; a snapshot. */
    public long live() {
        Task.countFailedStarts();
        long endedSum = endedSum();
        return started() - endedSum;
    }

    /** The number of threads that were ever accepted or refused; a snapshot. */
    public long started() {
        long sum = sum(started);
        for (ThreadCounter counter : counters) {
            sum += counter.started();
        }
        return sum;
    }

    private long endedSum() {
        long sum = sum(ended);
        for (ThreadCounter counter : counters) {
            sum += counter.ended();
        }
        return sum;
    }

    /** Refuses threads from outside from now on. Idempotent. */
    public void shutdown() {
        atLeast(SHUTDOWN);
    }

    /** Refuses every thread from now on. Idempotent. */
    public void halt() {
        atLeast(HALTING);
    }

    private synchronized void atLeast(int wanted) {
        phase = Math.max(phase, wanted);
        idle();
    }

    public boolean isOpen() {
        return phase == OPEN;
    }

    /** Whether it is shut down and every thread has ended. */
    public boolean isTerminated() {
        return allEnded.getCount() == 0;
    }

    /**
     * Waits, after {@link #shutdown()} and not for longer than this, until every thread has ended. Returns whether
     * every thread has.
     */
    public boolean await(long nanos) throws InterruptedException {
        Task.countFailedStarts();
        if (allEnded.await(nanos, TimeUnit.NANOSECONDS)) {
            return true;
        }
        // An end that was counted where there was no stack left to look at the sums is found here.
        idle();
        return isTerminated();
    }

    private static int stripe() {
        return ((int) Thread.currentThread().threadId() & (STRIPES - 1)) * STRIDE;
    }

    private static long sum(AtomicLongArray counts) {
        long sum = 0;
        for (int i = 0; i < STRIPES; i++) {
            sum += counts.get(i * STRIDE);
        }
        return sum;
    }
}
