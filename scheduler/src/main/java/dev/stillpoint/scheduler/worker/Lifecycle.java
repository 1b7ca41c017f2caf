package dev.stillpoint.scheduler.worker;

import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/** Who may start a thread, how many live, and when the last one has ended. */
public final class Lifecycle {

    /*
     *   OPEN     -> SHUTDOWN   // only threads of the pool may start threads
     *   OPEN     -> HALTING    // nobody may
     *   SHUTDOWN -> HALTING
     *
     * State. A start by a thread of the pool and the end of a thread are counted by the carrier where they happen, in
     * its ThreadCounter, without an atomic instruction. Starts by anybody else, and ends that no carrier sees, are
     * counted in striped arrays that never grow: an end must be counted even if there is no memory left, or close()
     * waits for ever.
     *
     * Invariant. Once the phase is not OPEN, a start is either refused or waited for.
     *
     * Why equal sums mean that nobody lives. The ends are summed first, and each end that is seen brings the start of
     * its thread along; so the sums are equal only if the end of every thread whose start was seen was seen too.
     * Suppose that such a sum overlooked a thread T that was accepted.
     *   T was started by somebody else: that start was counted atomically before it read the phase OPEN, hence before
     *   the phase was set, hence before the sums: it was seen, and so was T's end.
     *   T was started by thread P of the pool: had the end of P been seen, so had the start of T, which P counted
     *   before. So the sum overlooked P as well, and P is older than T.
     * The threads are finitely many, so one of them was started by somebody else: a contradiction. This asks for no
     * fence between counting and looking at the phase where a thread of the pool starts another one.
     *
     * Who notices. The last end may be counted without seeing that the phase was set, while whoever set it does not yet
     * see that end. So a carrier looks once more, after a full fence, when it has nothing to do or leaves; and whoever
     * sets the phase sums after a full fence. The carrier that does so last sees everything or was seen.
     *
     * Progress. Counting is wait-free.
     */

    private static final int OPEN = 0;
    private static final int SHUTDOWN = 1;
    private static final int HALTING = 2;

    private static final int STRIPES = 8;
    /** So many longs lie two cache lines apart. */
    private static final int STRIDE = 16;

    private final AtomicLongArray started = new AtomicLongArray(STRIPES * STRIDE);
    private final AtomicLongArray ended = new AtomicLongArray(STRIPES * STRIDE);
    // whoever makes carriers writes, any thread reads; never changed in place
    private volatile ThreadCounter[] counters = {};
    // whoever makes carriers: those whose carriers have ended
    private final Queue<ThreadCounter> vacant = new ArrayDeque<>();
    private final CountDownLatch allEnded = new CountDownLatch(1);
    // only grows; set by whoever closes, read by any thread
    private volatile int phase = OPEN;

    // -- whoever makes carriers: one thread at a time

    /** For a new carrier. */
    public ThreadCounter newCounter() {
        ThreadCounter used = vacant.poll();
        if (used != null) {
            return used;
        }
        ThreadCounter made = new ThreadCounter();
        ThreadCounter[] before = counters;
        ThreadCounter[] grown = Arrays.copyOf(before, before.length + 1);
        grown[before.length] = made;
        counters = grown;
        return made;
    }

    /** The carrier's thread has ended, or was never started. What it counted stays. */
    public void vacate(ThreadCounter counter) {
        vacant.add(counter);
    }

    // -- threads

    /**
     * A thread is about to start.
     *
     * @param own if a thread of the pool starts it, the counter of the carrier under that thread; else null
     * @return whether it may; it is counted then, and {@link #ended} must follow
     */
    public boolean starting(@Nullable ThreadCounter own) {
        if (own == null) {
            // Pairs with Lifecycle.atLeast: its sums see this start, or we see its phase.
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
            noteIfAllEnded();
        }
    }

    /** The calling carrier has nothing to do at the moment, or leaves. */
    public void idle() {
        // Pairs with itself on other carriers and in Lifecycle.atLeast: who comes last sees the phase and all ends.
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
        long endedSum = endedSum();
        return started() - endedSum;
    }

    /** The number of threads that were ever accepted, and of those that were refused; a snapshot. */
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

    /** Waits, after {@link #shutdown()}, until every thread has ended. */
    public void await() throws InterruptedException {
        allEnded.await();
    }

    /** Whether, after waiting for no longer than this, every thread has ended. */
    public boolean await(long nanos) throws InterruptedException {
        return allEnded.await(nanos, TimeUnit.NANOSECONDS);
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
