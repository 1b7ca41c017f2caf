// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.timing;

import dev.stillpoint.scheduler.fixture.Faults;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Timers that are set while one thing fails, for {@link TimerErrorsTest}. */
abstract class FailingTimers implements Callable<List<String>> {

    /** The delays of one batch, in milliseconds: on several levels of the wheel, and two in one bucket. */
    private static final long[] DELAYS = {0, 1, 1, 6, 30};
    private static final long PATIENCE_SECONDS = 10;

    final List<String> wrong = new ArrayList<>();
    final TimerThread timers = TimerThread.start("failing-timers", this::told);
    // the thread of the timers: the latch of the batch, for an action that failed instead of its timer
    private volatile CountDownLatch all = new CountDownLatch(0);
    final AtomicReference<Thread> thread = new AtomicReference<>();

    /** The thread of the timers fails at one point after the other. */
    static final class OnTheirThread extends FailingTimers {

        @Override
        int failAtEachPoint() throws Exception {
            return Faults.atEachPoint(point -> {
                Thread timerThread = thread.get();
                Faults.arm(point, passing -> passing == timerThread, OutOfMemoryError::new);
                allFire("it fails at " + point, DELAYS);
                boolean struck = Faults.disarm();
                return struck && wrong.isEmpty();
            });
        }

        @Override
        boolean everyRunPassesPoints() {
            return false;
        }
    }

    /** Who sets a timer fails at one point after the other. */
    static final class OnASender extends FailingTimers {

        @Override
        int failAtEachPoint() throws Exception {
            return Faults.atEachPoint(point -> {
                // The thread sleeps for long when this one comes.
                Timer later = timers.schedule(() -> {
                }, TimeUnit.HOURS.toNanos(1));
                allFire("before " + point, 0);
                Faults.arm(point, StackOverflowError::new);
                CountDownLatch fired = new CountDownLatch(1);
                boolean set = false;
                try {
                    timers.schedule(fired::countDown, 0);
                    set = true;
                } catch (StackOverflowError e) {
                    // Then nothing is promised.
                }
                boolean struck = Faults.disarm();
                require(!set || fired.await(PATIENCE_SECONDS, TimeUnit.SECONDS),
                        "a timer whose sender failed at %d has not fired".formatted(point));
                later.cancel();
                allFire("after " + point, 0);
                return struck && wrong.isEmpty();
            });
        }

        @Override
        boolean everyRunPassesPoints() {
            return true;
        }
    }

    /** Fails at each point in turn. Returns how many there were. */
    abstract int failAtEachPoint() throws Exception;

    /** Whether there must be points whatever is made to fail. */
    abstract boolean everyRunPassesPoints();

    @Override
    public List<String> call() throws Exception {
        CountDownLatch known = new CountDownLatch(1);
        timers.schedule(() -> {
            thread.set(Thread.currentThread());
            known.countDown();
        }, 0);
        require(known.await(PATIENCE_SECONDS, TimeUnit.SECONDS), "it does not even start");
        int points = failAtEachPoint();
        require(points > 3 || !everyRunPassesPoints(), points + " points");
        return wrong;
    }

    /** Sets timers, and one that is cancelled at once. */
    final void allFire(String when, long... delays) throws InterruptedException {
        AtomicInteger[] fired = new AtomicInteger[delays.length];
        all = new CountDownLatch(delays.length);
        for (int i = 0; i < delays.length; i++) {
            AtomicInteger times = new AtomicInteger();
            fired[i] = times;
            timers.schedule(() -> {
                times.getAndIncrement();
                all.countDown();
            }, TimeUnit.MILLISECONDS.toNanos(delays[i]));
        }
        Timer never = timers.schedule(() -> require(false, when + ": a cancelled timer fired"),
                TimeUnit.MILLISECONDS.toNanos(20));
        require(never.cancel(), when + ": a timer cannot be cancelled");
        require(all.await(PATIENCE_SECONDS, TimeUnit.SECONDS),
                "%s: timers fired %s, thread %s".formatted(when, Arrays.toString(fired), thread.get().getState()));
        require(Arrays.stream(fired).allMatch(times -> times.get() <= 1),
                "%s: timers fired %s".formatted(when, Arrays.toString(fired)));
    }

    /** An action that is not even called for want of stack has failed like any other. */
    private void told(Throwable failure) {
        Arrays.stream(failure.getStackTrace())
                .filter(frame -> frame.getClassName().startsWith(TimerThread.class.getPackageName() + ".")).findFirst()
                .filter(frame -> frame.getClassName().equals(TimerThread.class.getName())
                        && frame.getMethodName().equals("fire"))
                .ifPresent(frame -> all.countDown());
    }

    final void require(boolean condition, String otherwise) {
        if (!condition) {
            synchronized (wrong) {
                wrong.add(otherwise);
            }
        }
    }
}
