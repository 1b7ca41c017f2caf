// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.garbage;

import dev.stillpoint.reclaim.BacklogExceededException;
import dev.stillpoint.reclaim.BacklogLimits;
import dev.stillpoint.reclaim.BacklogLimits.WhenFull;
import dev.stillpoint.reclaim.GuardScoped;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ReclaimerConfig;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.collection.Codec;
import dev.stillpoint.reclaim.collection.OffHeapMap;
import dev.stillpoint.reclaim.collection.OffHeapMapStatistics;
import dev.stillpoint.scheduler.CarrierScheduler;
import java.io.PrintStream;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * A hundred readers stay in their sections for good, each with a value of a map in its hands, while writers go on: of
 * their operations 10 % read, 40 % insert, 40 % remove and 10 % update. What waits to be freed must stay below the
 * limit of the backlog; each value that a reader holds must stay intact to the byte until it leaves, though its key has
 * long had others; and then everything must be freed.
 *
 * <pre>{@code java -cp stress/target/stress.jar --add-opens=java.base/java.lang=ALL-UNNAMED \
 *     --enable-native-access=ALL-UNNAMED dev.stillpoint.stress.garbage.ChurnBehindReaders [seconds] [megabytes]}</pre>
 *
 * <p>Exit status 0: all is as it must be; 1: something is not.
 */
public final class ChurnBehindReaders {

    private static final int READERS = 100;
    private static final int WRITERS = 2;
    private static final int KEYS = 200_000;
    private static final int SHORTEST_WORDS = 1;
    private static final int LONGEST_WORDS = 12;
    private static final int GETS = 10;
    private static final int INSERTS = 40;
    private static final int REMOVALS = 40;
    /** The backlog may exceed its limit by as many objects for each carrier, as {@link BacklogLimits} says. */
    private static final long OVER = 64L * WRITERS * LONGEST_WORDS * Long.BYTES;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /**
     * What came of a run.
     *
     * @param operations of the writers, with those that were refused because the backlog was full
     * @param peakBytes the most that waited to be freed, by the map's own count
     * @param replaced of how many readers the key had another value, or none, when they left
     * @param wrong how often a value was not what it must be
     * @param leftBytes what was not freed in the end
     */
    record Outcome(long operations, long refused, long peakBytes, long replaced, long wrong, long leftBytes) {
    }

    private final OffHeapMap<Long, byte[]> map;
    private final Reclaimer reclaimer;
    private final PrintStream out;
    private final AtomicInteger holding = new AtomicInteger();
    private final LongAdder operations = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder replaced = new LongAdder();
    private final LongAdder wrong = new LongAdder();
    // the main thread's
    private long peakBytes;
    // the main thread sets
    private volatile boolean readersLeave;
    // the main thread sets
    private volatile boolean writersEnd;

    private ChurnBehindReaders(BacklogLimits limits, PrintStream out) {
        this.out = out;
        reclaimer = Reclaimer.create(ReclaimerConfig.defaults().withName("churn").withLimits(limits)
                .withStallAfter(ReclaimerConfig.NEVER));
        map = OffHeapMap.create(reclaimer, Codec.longs(), Codec.bytes());
    }

    public static void main(String... args) throws InterruptedException {
        int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 60;
        long limit = (args.length > 1 ? Long.parseLong(args[1]) : 64) * 1_000_000;
        Outcome outcome = run(limit, Duration.ofSeconds(seconds), System.out);
        boolean passes = outcome.wrong == 0 && outcome.leftBytes == 0 && outcome.replaced > 0
                && outcome.peakBytes <= limit + OVER;
        System.out.printf(Locale.ROOT,
                "%s: %d operations, %d of them refused; at most %.1f MB waited; %d of %d readers held what its key "
                        + "no longer had; %d values wrong; %d bytes left%n",
                passes ? "PASS" : "FAIL", outcome.operations, outcome.refused, outcome.peakBytes / 1e6,
                outcome.replaced, READERS, outcome.wrong, outcome.leftBytes);
        System.exit(passes ? 0 : 1);
    }

    /** @param limit of the bytes that wait; {@link Long#MAX_VALUE} for none */
    static Outcome run(long limit, Duration duration, PrintStream out) throws InterruptedException {
        BacklogLimits limits = BacklogLimits.defaults().withFull(limit, Long.MAX_VALUE, WhenFull.THROW);
        return new ChurnBehindReaders(limits, out).run(duration);
    }

    private Outcome run(Duration duration) throws InterruptedException {
        SplittableRandom random = new SplittableRandom(READERS);
        for (int key = 0; key < KEYS; key += 2) {
            map.put((long) key, value(random, key, 0));
        }
        try (CarrierScheduler scheduler = CarrierScheduler.create()) {
            List<Thread> readers = new ArrayList<>();
            List<Thread> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                int number = i;
                writers.add(scheduler.start(() -> write(number)));
            }
            for (int i = 0; i < READERS; i++) {
                int number = i;
                readers.add(scheduler.start(() -> hold(number)));
            }
            watch(duration.toNanos());
            // They look while others still write.
            readersLeave = true;
            join(readers);
            writersEnd = true;
            join(writers);
        }
        map.close();
        reclaimer.close();
        return new Outcome(operations.sum(), refused.sum(), peakBytes, replaced.sum(), wrong.sum(),
                map.statistics().allocatedBytes());
    }

    private static void join(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void watch(long nanos) {
        out.printf("second  operations  refused  readers inside  entries MB  waits MB%n");
        long start = System.nanoTime();
        for (long next = 1; System.nanoTime() - start < nanos;) {
            LockSupport.parkNanos(LOOK_NANOS);
            OffHeapMapStatistics now = map.statistics();
            long waits = now.allocatedBytes() - now.entryBytes();
            peakBytes = Math.max(peakBytes, waits);
            if (System.nanoTime() - start >= TimeUnit.SECONDS.toNanos(next)) {
                out.printf(Locale.ROOT, "%6d %11d %8d %15d %11.1f %9.1f%n", next, operations.sum(), refused.sum(),
                        holding.get(), now.entryBytes() / 1e6, waits / 1e6);
                next++;
            }
        }
    }

    // -- reading

    private void hold(int number) {
        SplittableRandom random = new SplittableRandom(-1 - number);
        // Readers come one after the other, so that they hold what was there at different times.
        LockSupport.parkNanos(number * LOOK_NANOS);
        try (ReadGuard guard = ScopedQsbr.open()) {
            long key;
            MemorySegment held;
            do {
                key = random.nextInt(KEYS);
                held = map.view(key, guard);
            } while (held == null);
            long value = Content.number(held);
            holding.incrementAndGet();
            while (!readersLeave) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            }
            look(key, value, held);
            MemorySegment now = map.view(key, guard);
            if (now == null || Content.number(now) != value) {
                replaced.increment();
            }
        }
    }

    private void look(long key, long number, @GuardScoped MemorySegment value) {
        if (number >>> Integer.SIZE != key || !Content.isIntact(value, 0, number)) {
            wrong.increment();
        }
    }

    // -- writing

    /** A value tells its key and which of that key's it is. */
    private static byte[] value(SplittableRandom random, long key, int version) {
        byte[] value = new byte[random.nextInt(SHORTEST_WORDS, LONGEST_WORDS + 1) * Long.BYTES];
        Content.write(MemorySegment.ofArray(value), key << Integer.SIZE | version);
        return value;
    }

    private void write(int number) {
        SplittableRandom random = new SplittableRandom(number);
        for (int version = number; !writersEnd; version = (version + WRITERS) & Integer.MAX_VALUE) {
            try {
                change(random, random.nextInt(KEYS), version);
            } catch (BacklogExceededException _) {
                refused.increment();
                LockSupport.parkNanos(LOOK_NANOS);
            }
            operations.increment();
            // Readers whose home is this carrier could not come back to it otherwise: nothing above need ever park.
            Thread.yield();
        }
    }

    private void change(SplittableRandom random, long key, int version) {
        int kind = random.nextInt(100);
        if (kind < GETS) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                MemorySegment value = map.view(key, guard);
                if (value != null) {
                    look(key, Content.number(value), value);
                }
            }
        } else if (kind < GETS + INSERTS) {
            map.putIfAbsent(key, value(random, key, version));
        } else if (kind < GETS + INSERTS + REMOVALS) {
            map.remove(key);
        } else {
            map.put(key, value(random, key, version));
        }
    }
}
