// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.scheduler.CarrierScheduler;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Many threads use one map, which grows and shrinks meanwhile. Each value says whose it is, and repeats a number that
 * tells whether it is whole. What is wrong is returned; for {@link SharedMapTest}.
 */
final class SharedMap implements Callable<List<String>> {

    private static final int THREADS = 3;
    private static final int ROUNDS = 40;
    private static final int STEPS = 2_000;
    /** These keys always have a value. */
    private static final int LASTING = 200;
    /** These count how often they were counted up. */
    private static final int COUNTERS = 8;
    /** Those above come and go: many in one round, none in the next. */
    private static final long FIRST_OF_THE_OTHERS = 1_000;
    private static final int OTHERS = 3_000;

    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicLong countedUp = new AtomicLong();

    private static final Codec<Long> CODEC = new RepeatedLongs();

    @Override
    public List<String> call() throws InterruptedException {
        try (Reclaimer reclaimer = Reclaimer.create();
                OffHeapMap<Long, Long> map = OffHeapMap.create(reclaimer, Codec.longs(), CODEC)) {
            for (long key = 0; key < LASTING; key++) {
                map.put(key, valueOf(key, 0));
            }
            try (CarrierScheduler scheduler = CarrierScheduler.create()) {
                List<Thread> threads = new ArrayList<>();
                for (int i = 0; i < THREADS; i++) {
                    Random random = new Random(i);
                    threads.add(Thread.ofPlatform().start(() -> run(() -> write(map, random))));
                    threads.add(start(scheduler, () -> write(map, new Random(random.nextLong()))));
                    start(scheduler, () -> read(map, new Random(random.nextLong())));
                }
                for (Thread thread : threads) {
                    thread.join();
                }
                stopped.set(true);
            }
            requireCounts(map);
            requireAll(map);
        }
        Replacements.freeAll();
        return wrong.stream().distinct().limit(10).toList();
    }

    private Thread start(CarrierScheduler scheduler, Runnable body) {
        Thread thread = scheduler.threadFactory().newThread(() -> run(body));
        thread.start();
        return thread;
    }

    private void run(Runnable body) {
        try {
            body.run();
        } catch (Throwable e) {
            report(e.toString());
        }
    }

    private void report(String what) {
        wrong.add(what);
    }

    private boolean goesOn() {
        return wrong.size() < 10;
    }

    /** Tells by its highest bits whose it is. */
    private static long valueOf(long key, long number) {
        return (key << 32) | (number & 0xFFFF_FFFFL);
    }

    private void write(OffHeapMap<Long, Long> map, Random random) {
        for (int round = 0; round < ROUNDS && goesOn(); round++) {
            boolean fills = round % 2 == 0;
            for (int step = 0; step < STEPS; step++) {
                long lasting = random.nextInt(LASTING);
                long other = FIRST_OF_THE_OTHERS + random.nextInt(OTHERS);
                switch (random.nextInt(8)) {
                    case 0 -> map.put(lasting, valueOf(lasting, step));
                    case 1 -> {
                        if (!map.replace(lasting, valueOf(lasting, step))) {
                            report("a key that lasts was not there to replace");
                        }
                    }
                    case 2 -> {
                        map.merge(-1L - random.nextInt(COUNTERS), 1L, Long::sum);
                        countedUp.incrementAndGet();
                    }
                    case 3 -> check(map.get(other), other);
                    default -> {
                        if (fills) {
                            map.put(other, valueOf(other, step));
                        } else {
                            map.remove(other);
                        }
                    }
                }
            }
        }
    }

    private void check(Long value, long key) {
        if (value != null && value >> 32 != key) {
            report("a value is another key's");
        }
    }

    private void read(OffHeapMap<Long, Long> map, Random random) {
        while (!stopped.get() && goesOn()) {
            long key = random.nextInt(LASTING);
            try (ReadGuard guard = ScopedQsbr.open()) {
                MemorySegment value = map.view(key, guard);
                if (value == null) {
                    report("a key that lasts was not found");
                    continue;
                }
                requireWhole(value, key);
                Thread.yield();
                requireWhole(value, key);
            }
        }
    }

    private void requireWhole(MemorySegment value, long key) {
        Long read = CODEC.read(value);
        if (read == null) {
            report("a value changed while it was read");
        } else {
            check(read, key);
        }
    }

    private void requireCounts(OffHeapMap<Long, Long> map) {
        long sum = 0;
        for (long key = -COUNTERS; key < 0; key++) {
            Long count = map.get(key);
            sum += count == null ? 0 : count;
        }
        if (sum != countedUp.get()) {
            report("the counters say %d, but were counted up %d times".formatted(sum, countedUp.get()));
        }
    }

    private void requireAll(OffHeapMap<Long, Long> map) {
        Set<Long> shown = new HashSet<>();
        map.forEach(entry -> {
            if (!shown.add(entry.key())) {
                report("a key was shown twice");
            }
            if (entry.key() >= 0) {
                requireWhole(entry.valueView(), entry.key());
            }
        });
        if (shown.size() != map.size()) {
            report("%d entries were shown of %d".formatted(shown.size(), map.size()));
        }
        for (long key = 0; key < LASTING; key++) {
            if (!shown.contains(key)) {
                report("a key that lasts was not shown");
            }
        }
    }
}
