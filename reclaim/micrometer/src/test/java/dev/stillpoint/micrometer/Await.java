// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.micrometer;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what other threads do. */
final class Await {

    private static final Duration MOST = Duration.ofSeconds(60);
    private static final long PAUSE_NANOS = Duration.ofMillis(5).toNanos();

    private Await() {
    }

    /** Returns when the condition holds, and fails after a minute. */
    static void until(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > MOST.toNanos()) {
                throw new AssertionError("not within %s: %s".formatted(MOST, what));
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
