// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import dev.stillpoint.scheduler.pool.CarrierPool;
import dev.stillpoint.scheduler.support.FirstUse;
import dev.stillpoint.scheduler.support.SafeLog;
import dev.stillpoint.scheduler.support.Uninterruptibly;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The threads for which a scheduler that closes still waits. Says who they are, again at growing intervals. */
final class Stragglers implements Uninterruptibly.Wait, Runnable {

    private static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LAST_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int NAMED = 10;
    private static final int FRAMES = 20;

    private final CarrierPool pool;
    private final long start = System.nanoTime();
    private final long deadline;

    /** @param deadline until when to wait at most, as {@link System#nanoTime()} */
    Stragglers(CarrierPool pool, long deadline) {
        this.pool = pool;
        this.deadline = deadline;
    }

    /** Initialises what is needed to wait, where there may be no stack for it. */
    static void prepare() {
        FirstUse.prepareWaits();
        FirstUse.prepare(Stragglers.class, Description.class);
    }

    /** Waits until every thread has ended, but not longer than until the deadline. */
    @Override
    public void await() throws InterruptedException {
        for (long interval = FIRST_NANOS;; interval = Math.min(2 * interval, LAST_NANOS)) {
            long left = deadline - System.nanoTime();
            if (pool.lifecycle().await(Math.min(interval, left)) || left <= interval) {
                return;
            }
            tell(Duration.ofNanos(System.nanoTime() - start));
        }
    }

    /** Interrupts them. */
    @Override
    public void run() {
        pool.shutdownNow();
    }

    private void tell(Duration waited) {
        SafeLog.SCHEDULER.log(Level.WARNING, new Description(this, waited), null);
    }

    /** Is made where there may be no stack to link a lambda, and asked where an error does no harm. */
    private record Description(Stragglers stragglers, Duration waited) implements Supplier<String> {

        @Override
        public String get() {
            return stragglers.describe(waited);
        }
    }

    private String describe(Duration waited) {
        List<Thread> threads = pool.threads();
        String text = "Scheduler %s has been closing for %d s and waits for %d thread(s)".formatted(pool,
                waited.toSeconds(), pool.lifecycle().live());
        if (threads.isEmpty()) {
            return text + ", which the JDK does not list (-Djdk.trackAllThreads=false?).";
        }
        String names = threads.stream().limit(NAMED).map(SchedulerDump::describe).collect(Collectors.joining(", "));
        String stack = Arrays.stream(threads.getFirst().getStackTrace()).limit(FRAMES).map(frame -> "%n    at " + frame)
                .collect(Collectors.joining()).formatted();
        return text + ": " + names + (threads.size() > NAMED ? ", ..." : "")
                + ". shutdownNow() interrupts them; close(Duration) waits no longer than it is told to. The first one:"
                + stack;
    }
}
