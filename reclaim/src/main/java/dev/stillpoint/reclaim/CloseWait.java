// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.scheduler.support.Uninterruptibly;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Waits until a reclaimer has ended. After a second it tells the log whom it waits for, and again at growing intervals:
 * who closes in a {@code finally} or a shutdown hook would otherwise see nothing but a program that hangs.
 */
final class CloseWait implements Uninterruptibly.Wait {

    private static final long FIRST_WORD_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final ReclaimerThread thread;
    private final StallReporter reporter;

    // the thread that waits
    private boolean ended;
    // the thread that waits
    private final long start = System.nanoTime();
    // the thread that waits: how long after the start it looks up
    private long until;

    CloseWait(ReclaimerThread thread, StallReporter reporter) {
        this.thread = thread;
        this.reporter = reporter;
    }

    /**
     * Waits. An interrupt does not end the wait; it is pending when this returns.
     *
     * @return whether the reclaimer has ended; false when {@code nanos} are over
     */
    boolean await(long nanos) {
        long nextWord = FIRST_WORD_NANOS;
        while (true) {
            until = Math.min(nanos, nextWord);
            Uninterruptibly.await(this);
            long waited = System.nanoTime() - start;
            if (ended || waited >= nanos) {
                return ended;
            }
            if (waited >= nextWord) {
                say(Duration.ofNanos(waited));
                nextWord = waited + Math.min(2 * waited, LONGEST_INTERVAL_NANOS);
            }
        }
    }

    /** A part of the wait, which an interrupt ends. */
    @Override
    public void await() throws InterruptedException {
        ended = thread.awaitEnd(until - (System.nanoTime() - start));
    }

    private void say(Duration waited) {
        try {
            Reports.closeWaits(waited, reporter.report());
        } catch (Throwable e) {
            // There is no memory to look who it is. The wait is what matters.
        }
    }
}
