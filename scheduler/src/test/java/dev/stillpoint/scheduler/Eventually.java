// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** Waits for what must happen; when it does not, fails with what the involved threads and all carriers are doing. */
public final class Eventually {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long POLL_NANOS = 50_000;
    private static final int FRAMES = 15;

    private Eventually() {
    }

    /** Returns as soon as the condition holds. */
    public static void holds(String what, BooleanSupplier condition, Thread... involved) {
        holds(what, condition, Arrays.asList(involved));
    }

    /** Returns as soon as the condition holds. */
    public static void holds(String what, BooleanSupplier condition, Collection<Thread> involved) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                fail("Not within %s: %s%n%s", PATIENCE, what, dump(involved));
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** Returns when all the threads have ended. */
    public static void ended(Thread... threads) {
        ended(Arrays.asList(threads));
    }

    /** Returns when all the threads have ended. */
    public static void ended(Collection<Thread> threads) {
        for (Thread thread : threads) {
            holds(thread + " ended", () -> !thread.isAlive(), threads);
        }
    }

    /** Returns when the thread waits without a timeout. */
    public static void waits(Thread thread) {
        holds(thread + " waits", () -> thread.getState() == Thread.State.WAITING, thread);
    }

    /** Returns when the thread waits with a timeout, as whoever closes a scheduler does between two reports. */
    public static void waitsForAWhile(Thread thread) {
        holds(thread + " waits for a while", () -> thread.getState() == Thread.State.TIMED_WAITING, thread);
    }

    /** Closes the scheduler, which waits for its threads: not for ever, so that a lost one fails its test only. */
    public static void closed(CarrierScheduler scheduler) {
        Thread closer = Thread.ofPlatform().daemon().start(scheduler::close);
        holds(scheduler + " closes, " + scheduler.liveThreads() + " live threads", () -> !closer.isAlive(), closer);
    }

    private static String dump(Collection<Thread> involved) {
        List<Thread> stuck = involved.stream().filter(Thread::isAlive).toList();
        String carriers = Thread.getAllStackTraces().entrySet().stream()
                .filter(entry -> entry.getKey().getName().contains("-carrier-"))
                .map(entry -> entry.getKey() + frames(entry.getValue())).collect(Collectors.joining("\n"));
        return stuck.size() + " alive:\n" + stuck.stream().limit(10).map(Eventually::describe)
                .collect(Collectors.joining("\n")) + "\ncarriers:\n" + carriers;
    }

    private static String describe(Thread thread) {
        // The stack of a virtual thread that is mounted or in transition is waited for, perhaps for ever.
        boolean still = thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
        return thread + " " + thread.getState() + (still ? frames(thread.getStackTrace()) : "");
    }

    private static String frames(StackTraceElement[] stack) {
        return Arrays.stream(stack).limit(FRAMES).map(frame -> "\n    at " + frame).collect(Collectors.joining());
    }
}
