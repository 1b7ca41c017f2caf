// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.million;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Tells, of each phase of the run, how long it took; and ends the run when one does not end. */
final class Phases {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long LOOK_EVERY_MILLIS = 2;

    private final PrintStream out;
    private long start = System.nanoTime();

    Phases(PrintStream out) {
        this.out = out;
    }

    /** Waits until {@code condition} holds, and tells what has come about since the last phase. */
    void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within %s: %s".formatted(PATIENCE, what));
            }
            Thread.sleep(LOOK_EVERY_MILLIS);
        }
        ended(what);
    }

    void ended(String what) {
        long now = System.nanoTime();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        out.printf("%6d ms  heap %4d MiB  %s%n", (now - start) / 1_000_000, heap >> 20, what);
        start = now;
    }
}
