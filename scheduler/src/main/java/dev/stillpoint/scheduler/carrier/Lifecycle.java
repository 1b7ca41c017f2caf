package dev.stillpoint.scheduler.carrier;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/** Who may start a thread, how many live, and when the last one has ended. */
final class Lifecycle {

    /*
     *   OPEN     -> SHUTDOWN   // only threads of the pool may start threads
     *   OPEN     -> HALTING    // nobody may
     *   SHUTDOWN -> HALTING
     *
     * Invariant. Once the phase is not OPEN, a start is either refused or waited for: a thread is counted as started
     * before the phase is looked at, and the phase is set before the counts are looked at.
     *
     * Why equal sums mean that nobody lives: `ended` is summed before `started`. A thread that was counted as ended was
     * counted as started before, so equal sums mean that nobody lived when the first one was complete; and whoever
     * starts a thread after SHUTDOWN lives.
     *
     * The counts are striped, for every start and every end writes them, and made of arrays that never grow: an end
     * must be counted even if there is no memory left, or close() waits for ever.
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
    private final CountDownLatch allEnded = new CountDownLatch(1);
    // only grows; set by whoever closes, read by any thread
    private volatile int phase = OPEN;

    /**
     * A thread is about to start.
     *
     * @param inside whether one of the pool's own threads starts it
     * @return whether it may; it is counted then, and {@link #ended()} must follow
     */
    boolean starting(boolean inside) {
        started.getAndIncrement(stripe());
        int now = phase;
        if (now == OPEN || (now == SHUTDOWN && inside)) {
            return true;
        }
        ended();
        return false;
    }

    /** A thread that was accepted has ended, or failed to start. */
    void ended() {
        ended.getAndIncrement(stripe());
        if (phase != OPEN) {
            noteIfAllEnded();
        }
    }

    private void noteIfAllEnded() {
        long endedSum = sum(ended);
        if (endedSum == sum(started)) {
            allEnded.countDown();
        }
    }

    /** The number of threads that were accepted and have not ended; a snapshot. */
    long live() {
        long endedSum = sum(ended);
        return sum(started) - endedSum;
    }

    /** The number of threads that were ever accepted, and of those that were refused; a snapshot. */
    long started() {
        return sum(started);
    }

    /** Refuses threads from outside from now on. Idempotent. */
    void shutdown() {
        atLeast(SHUTDOWN);
    }

    /** Refuses every thread from now on. Idempotent. */
    void halt() {
        atLeast(HALTING);
    }

    private synchronized void atLeast(int wanted) {
        phase = Math.max(phase, wanted);
        noteIfAllEnded();
    }

    boolean isOpen() {
        return phase == OPEN;
    }

    /** Whether it is shut down and every thread has ended. */
    boolean isOver() {
        return allEnded.getCount() == 0;
    }

    /** Waits, after {@link #shutdown()}, until every thread has ended. */
    void await() throws InterruptedException {
        allEnded.await();
    }

    /** Whether, after waiting for no longer than this, every thread has ended. */
    boolean await(long nanos) throws InterruptedException {
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
