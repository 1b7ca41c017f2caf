// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.garbage;

import dev.stillpoint.reclaim.DemotionLimits;
import dev.stillpoint.reclaim.GuardScoped;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.scheduler.CarrierScheduler;
import java.io.PrintStream;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Ten readers stay in their sections for good, each with another version in its hands, while a writer replaces the
 * version 10 000 times a second. What waits to be freed must stay below 64 MB and what the readers hold; each version
 * that one holds must stay intact to the byte until its reader leaves; and then everything must be freed.
 *
 * <pre>{@code java -cp stress/target/stress.jar --add-opens=java.base/java.lang=ALL-UNNAMED \
 *     --enable-native-access=ALL-UNNAMED dev.stillpoint.stress.garbage.BoundedGarbage [seconds] [subject]}</pre>
 *
 * <p>The subject is {@code on}, the reclaimer with demotion; {@code off}, without; or a frozen copy of demotion,
 * {@code scopes}, and its broken twin {@code segments}. Exit status 0: all is as it must be; 1: something is not.
 */
public final class BoundedGarbage {

    private static final int READERS = 10;
    private static final long PER_SECOND = 10_000;
    private static final long BYTES = 4096;
    private static final long MOST_BYTES = 64_000_000;
    private static final long LONGEST_DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** What came of a run. */
    record Outcome(long replaced, long peakBytes, long corrupted, long leftBytes) {

        /** Whether no reader lost its version, and nothing is left. */
        boolean isSafe() {
            return corrupted == 0 && leftBytes == 0;
        }

        /** Whether what waited stayed below the bar. */
        boolean isBounded() {
            return peakBytes <= MOST_BYTES + READERS * BYTES;
        }
    }

    private final Versions versions;
    private final long nanos;
    private final PrintStream out;
    private final LongAdder corrupted = new LongAdder();
    private final LongAdder holding = new LongAdder();
    // the main thread sets
    private volatile boolean over;
    // the writer's
    private volatile long peakBytes;
    // the writer's
    private volatile long replaced;

    private BoundedGarbage(Versions versions, Duration duration, PrintStream out) {
        this.versions = versions;
        nanos = duration.toNanos();
        this.out = out;
    }

    public static void main(String... args) throws InterruptedException {
        int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 60;
        String subject = args.length > 1 ? args[1] : "on";
        Outcome outcome = run(subject, Duration.ofSeconds(seconds), System.out);
        boolean passes = outcome.isSafe() && (outcome.isBounded() || subject.equals("off"));
        System.out.printf(Locale.ROOT, "%s: %d replaced, peak %.1f MB, %d times a reader found its version changed, "
                + "%d bytes left%n", passes ? "PASS" : "FAIL", outcome.replaced, outcome.peakBytes / 1e6,
                outcome.corrupted, outcome.leftBytes);
        System.exit(passes ? 0 : 1);
    }

    static Outcome run(String subject, Duration duration, PrintStream out) throws InterruptedException {
        return new BoundedGarbage(switch (subject) {
            case "on" -> new ProductVersions(DemotionLimits.defaults(), BYTES);
            case "off" -> new ProductVersions(DemotionLimits.NONE, BYTES);
            case "scopes" -> new FrozenVersions(false, BYTES);
            case "segments" -> new FrozenVersions(true, BYTES);
            default -> throw new IllegalArgumentException("on, off, scopes or segments, not " + subject);
        }, duration, out).run();
    }

    private Outcome run() throws InterruptedException {
        try (CarrierScheduler scheduler = CarrierScheduler.create()) {
            Thread writer = scheduler.start(this::write);
            List<Thread> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                int number = i;
                readers.add(scheduler.start(() -> ScopedQsbr.run(() -> hold(number))));
                long before = replaced;
                while (holding.sum() <= i || replaced < before + PER_SECOND / READERS) {
                    LockSupport.parkNanos(LOOK_NANOS / READERS);
                }
            }
            watch();
            over = true;
            for (Thread reader : readers) {
                reader.join();
            }
            writer.join();
        }
        versions.close();
        return new Outcome(replaced, peakBytes, corrupted.sum(), versions.allocatedBytes());
    }

    private void watch() {
        out.printf("second  waits MB  held MB  saved MB  collections%n");
        long start = System.nanoTime();
        for (long next = 1; System.nanoTime() - start < nanos;) {
            LockSupport.parkNanos(LOOK_NANOS);
            if (System.nanoTime() - start >= TimeUnit.SECONDS.toNanos(next)) {
                out.printf(Locale.ROOT, "%6d %9.1f %s%n", next, versions.allocatedBytes() / 1e6, versions.figures());
                next++;
            }
        }
    }

    /** What a reader keeps of a version, and nothing else. */
    @GuardScoped
    private record Held(MemorySegment view, long start, long number) {

        boolean isIntact() {
            return Content.isIntact(view, start, number);
        }
    }

    /** Half of them go by way of a byte buffer. Nobody keeps the segment itself. */
    @GuardScoped
    private Held take(int reader) {
        MemorySegment memory = versions.current();
        long start = Long.BYTES * (long) reader;
        MemorySegment view = reader % 2 == 0
                ? memory.asSlice(start)
                : MemorySegment.ofBuffer(memory.asByteBuffer().duplicate()).asSlice(start);
        return new Held(view, start, Content.number(memory));
    }

    /** Stands in a section and looks now and then whether what it holds has changed. */
    private void hold(int reader) {
        Held held = take(reader);
        holding.increment();
        boolean intact = true;
        while (!over) {
            LockSupport.parkNanos(LOOK_NANOS);
            intact &= held.isIntact();
        }
        if (!intact || !held.isIntact()) {
            corrupted.increment();
        }
    }

    /** A writer that was kept from its processor does not make up for it: the bar is for a pace. */
    private void write() {
        long pause = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
        long due = System.nanoTime();
        long number = 0;
        while (!over) {
            long now = System.nanoTime();
            if (now - due < 0) {
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(100));
                continue;
            }
            due = Math.max(due + pause, now - LONGEST_DELAY_NANOS);
            versions.replace(++number);
            peakBytes = Math.max(peakBytes, versions.allocatedBytes());
            replaced = number;
        }
    }
}
