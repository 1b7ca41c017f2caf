// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.timing;

import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.Eventually;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimerThreadTest {

    private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
    private final TimerThread timers = TimerThread.start("timer-test", failures::add);

    @AfterEach
    void endTimers() {
        timers.end();
    }

    @Test
    void nothingFiresBeforeItsTime() throws Exception {
        CountDownLatch fired = new CountDownLatch(20_000);
        AtomicInteger early = new AtomicInteger();
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            long delay = random.nextLong(MILLISECONDS.toNanos(200));
            long due = System.nanoTime() + delay;
            timers.schedule(() -> {
                if (System.nanoTime() - due < 0) {
                    early.incrementAndGet();
                }
                fired.countDown();
            }, delay);
        }
        assertThat(fired.await(30, SECONDS)).isTrue();
        assertThat(early).hasValue(0);
    }

    @Test
    void delaysAreClamped() throws Exception {
        Timer never = timers.schedule(() -> failures.add(new AssertionError()), Long.MAX_VALUE);
        CountDownLatch fired = new CountDownLatch(1);
        timers.schedule(fired::countDown, Long.MIN_VALUE);

        assertThat(fired.await(30, SECONDS)).isTrue();
        assertThat(never.isDone()).isFalse();
        assertThat(never.remaining()).isGreaterThan(HOURS.toNanos(24 * 365 * 200L));
        assertThat(failures).isEmpty();
    }

    /** The thread falls asleep for ever, or for an hour, about when the next timer arrives. */
    @Test
    void noTimerIsMissedByAThreadThatFallsAsleep() throws Exception {
        timers.schedule(() -> {
        }, HOURS.toNanos(1));
        for (int i = 0; i < 30_000; i++) {
            CountDownLatch fired = new CountDownLatch(1);
            timers.schedule(fired::countDown, i % 3 == 0 ? 0 : i % 1000);
            if (!fired.await(30, SECONDS)) {
                throw new AssertionError("timer " + i + " did not fire");
            }
        }
    }

    @Test
    void threadThatIsToldToEndFiresWhatIsSetAndEnds() throws Exception {
        CountDownLatch fired = new CountDownLatch(1);
        timers.schedule(fired::countDown, MILLISECONDS.toNanos(300));
        Timer cancelled = timers.schedule(() -> failures.add(new AssertionError()), HOURS.toNanos(1));
        cancelled.cancel();
        timers.end();

        assertThat(fired.await(30, SECONDS)).isTrue();
        Eventually.holds("the thread ends", () -> !timers.isAlive());
        assertThat(failures).isEmpty();
    }

    /** The last timer arrives about when the thread is told to end. */
    @Test
    void noTimerIsLostAtTheEnd() throws Exception {
        for (int i = 0; i < 3_000; i++) {
            TimerThread ending = TimerThread.start("ending-timers", failures::add);
            CountDownLatch fired = new CountDownLatch(1);
            for (int spin = i % 300; spin > 0; spin--) {
                Thread.onSpinWait();
            }
            ending.schedule(fired::countDown, i % 1000);
            ending.end();
            if (!fired.await(30, SECONDS)) {
                throw new AssertionError("timer " + i + " did not fire");
            }
        }
    }

    @Test
    void cancelledTimersKeepNoThread() {
        timers.schedule(() -> {
        }, HOURS.toNanos(1)).cancel();
        timers.end();

        Eventually.holds("the thread ends", () -> !timers.isAlive());
    }

    @Test
    void cancelledTimerDoesNotFire() throws Exception {
        CountDownLatch later = new CountDownLatch(1);
        AtomicInteger fired = new AtomicInteger();
        Timer cancelled = timers.schedule(fired::incrementAndGet, MILLISECONDS.toNanos(20));
        Timer kept = timers.schedule(later::countDown, MILLISECONDS.toNanos(40));

        assertThat(cancelled.cancel()).isTrue();
        assertThat(cancelled.cancel()).as("again").isFalse();
        assertThat(later.await(30, SECONDS)).isTrue();
        assertThat(fired).hasValue(0);
        assertThat(cancelled.isCancelled()).isTrue();
        assertThat(cancelled.isDone()).isTrue();
        assertThat(kept.cancel()).as("too late").isFalse();
        assertThat(kept.isCancelled()).isFalse();
    }

    /** Each of a timer's two possible ends happens, and never both. */
    @Test
    void eitherCancelledOrFired() throws Exception {
        int rounds = 20_000;
        AtomicInteger fired = new AtomicInteger();
        int cancelled = 0;
        for (int i = 0; i < rounds; i++) {
            Timer timer = timers.schedule(fired::incrementAndGet, i % 50_000);
            for (int spin = i % 400; spin > 0; spin--) {
                Thread.onSpinWait();
            }
            cancelled += timer.cancel() ? 1 : 0;
        }
        int expected = rounds - cancelled;
        Eventually.holds("every timer that was not cancelled has fired", () -> fired.get() == expected);
        CountDownLatch after = new CountDownLatch(1);
        timers.schedule(after::countDown, MILLISECONDS.toNanos(1));
        assertThat(after.await(30, SECONDS)).isTrue();
        assertThat(fired).hasValue(expected);
    }

    @Test
    void cancelledTimersAreForgottenLongBeforeTheirTime() {
        for (int i = 0; i < 50 * TimerThread.SWEEP; i++) {
            timers.schedule(() -> failures.add(new AssertionError()), HOURS.toNanos(1)).cancel();
        }
        Eventually.holds("they are neither in the wheel nor on the way",
                () -> timers.waiting() < 2 * TimerThread.SWEEP);
    }

    @Test
    void failureIsToldAndTheOthersFire() throws Exception {
        CountDownLatch fired = new CountDownLatch(1);
        Error failure = new StackOverflowError("for this test");
        timers.schedule(() -> {
            throw failure;
        }, 0);
        timers.schedule(fired::countDown, MILLISECONDS.toNanos(1));

        assertThat(fired.await(30, SECONDS)).isTrue();
        assertThat(failures.poll(30, SECONDS)).isSameAs(failure);
    }
}
