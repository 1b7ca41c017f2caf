// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.support;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what other threads do, with a deadline. */
public final class Await {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long POLL_NANOS = 100_000;

    private Await() {
    }

    /** Returns when the condition holds; fails when it does not come true in good time. */
    public static void until(String what, BooleanSupplier condition) {
        if (!comesTrue(PATIENCE, condition)) {
            throw new AssertionError("not within %d s: %s".formatted(PATIENCE.toSeconds(), what));
        }
    }

    /** Waits until the condition holds, or the time is over; returns whether it holds. For tests that try again. */
    public static boolean comesTrue(Duration time, BooleanSupplier condition) {
        long deadline = System.nanoTime() + time.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return true;
    }

    /**
     * Fails when the condition comes true within a while that is long for a grace period that nothing holds up. A slow
     * machine can only make it overlook something, never fail.
     */
    public static void never(String what, BooleanSupplier condition) {
        never(what, Duration.ofMillis(50), condition);
    }

    /** Fails when the condition comes true within {@code time}. */
    public static void never(String what, Duration time, BooleanSupplier condition) {
        long deadline = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < deadline) {
            if (condition.getAsBoolean()) {
                throw new AssertionError("must not happen: " + what);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** Whether the thread stands in a wait of any kind, for as long as nobody ends that wait. */
    public static boolean isWaiting(Thread thread) {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }
}
