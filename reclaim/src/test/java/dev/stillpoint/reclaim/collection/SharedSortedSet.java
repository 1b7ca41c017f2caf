// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.scheduler.CarrierScheduler;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Many threads add to a sorted set and remove from it: platform threads, and virtual threads of carriers. Each counts
 * what it has added and removed, and in the end the set must have what the counts say. Some elements last. What is
 * wrong is returned; for {@link SharedElementsTest}.
 */
final class SharedSortedSet implements Callable<List<String>> {

    private static final int THREADS = 2;
    private static final int STEPS = 30_000;
    private static final int NUMBERS = 64;
    /** Each such number is in the set all the time. */
    private static final int LASTING = 8;
    /** So many numbers begin with the same eight bytes. */
    private static final int GROUP = 16;

    /** How often each number was added, less how often it was removed. */
    private final AtomicIntegerArray balance = new AtomicIntegerArray(NUMBERS);
    private final AtomicBoolean stopped = new AtomicBoolean();
    private OffHeapSortedSet<Integer> set;

    /** A group, the number, and something that tells whether it is whole. */
    private static final Codec<Integer> CODEC = new Codec<>() {

        @Override
        public int byteSize(Integer value) {
            return 3 * Long.BYTES;
        }

        @Override
        public void write(Integer value, MemorySegment target) {
            target.set(JAVA_LONG.withOrder(ByteOrder.BIG_ENDIAN), 0, value / GROUP);
            target.set(JAVA_LONG.withOrder(ByteOrder.BIG_ENDIAN), Long.BYTES, value);
            target.set(JAVA_LONG, 2 * Long.BYTES, KeyBytes.mix(value));
        }

        @Override
        public Integer read(MemorySegment source) {
            int value = (int) source.get(JAVA_LONG.withOrder(ByteOrder.BIG_ENDIAN), Long.BYTES);
            if (source.get(JAVA_LONG.withOrder(ByteOrder.BIG_ENDIAN), 0) != value / GROUP
                    || source.get(JAVA_LONG, 2 * Long.BYTES) != KeyBytes.mix(value)) {
                CheckedNodes.report("an element changed while it was read");
            }
            return value;
        }
    };

    private static boolean lasts(int number) {
        return number % LASTING == 0;
    }

    @Override
    public List<String> call() throws InterruptedException {
        try (Reclaimer reclaimer = Reclaimer.create()) {
            set = OffHeapSortedSet.create(reclaimer, CODEC);
            for (int number = 0; number < NUMBERS; number += LASTING) {
                set.add(number);
                balance.incrementAndGet(number);
            }
            try (CarrierScheduler scheduler = CarrierScheduler.create()) {
                Thread hurrying = Thread.ofPlatform().start(() -> run(() -> hurry(reclaimer)));
                List<Thread> threads = new ArrayList<>();
                for (int i = 0; i < THREADS; i++) {
                    Random random = new Random(i);
                    threads.add(Thread.ofPlatform().start(() -> run(() -> change(random))));
                    threads.add(start(scheduler, () -> change(new Random(random.nextLong()))));
                    start(scheduler, this::look);
                }
                for (Thread thread : threads) {
                    thread.join();
                }
                stopped.set(true);
                hurrying.join();
            }
            requireCounts();
            set.close();
        }
        return CheckedNodes.end();
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
            CheckedNodes.report(e.toString());
        }
    }

    private void change(Random random) {
        for (int step = 0; step < STEPS && CheckedNodes.goesOn(); step++) {
            int number = random.nextInt(NUMBERS);
            if (lasts(number)) {
                if (set.add(number) || !set.contains(number)) {
                    CheckedNodes.report("an element that lasts was not there");
                }
            } else if (random.nextBoolean()) {
                if (set.add(number)) {
                    balance.incrementAndGet(number);
                }
            } else if (set.remove(number)) {
                balance.decrementAndGet(number);
            }
        }
    }

    /** What is removed is freed as soon as readers let it, so that who stands on it too long notices. */
    private void hurry(Reclaimer reclaimer) {
        try {
            while (!stopped.get()) {
                reclaimer.barrier();
            }
        } catch (InterruptedException e) {
            CheckedNodes.report(e.toString());
        }
    }

    private void look() {
        Random random = new Random(5);
        while (!stopped.get() && CheckedNodes.goesOn()) {
            requireRising(shown());
            int lasting = random.nextInt(NUMBERS / LASTING) * LASTING;
            try (ReadGuard guard = ScopedQsbr.open()) {
                MemorySegment view = set.ceilingView(lasting, guard);
                requireIs(lasting, view);
                Thread.yield();
                requireIs(lasting, view);
            }
            Integer next = set.ceiling(lasting + 1);
            if (next != null && (next <= lasting || next > lasting + LASTING)) {
                CheckedNodes.report("an element that lasts was passed over");
            }
            Thread.yield();
        }
    }

    private void requireIs(int expected, MemorySegment view) {
        if (view == null || CODEC.read(view) != expected) {
            CheckedNodes.report("an element that lasts was not found");
        }
    }

    private List<Integer> shown() {
        List<Integer> shown = new ArrayList<>();
        set.forEach(shown::add);
        return shown;
    }

    private void requireRising(List<Integer> shown) {
        int lasting = 0;
        for (int i = 0; i < shown.size(); i++) {
            if (i > 0 && shown.get(i) <= shown.get(i - 1)) {
                CheckedNodes.report("an iteration does not rise");
            }
            lasting += lasts(shown.get(i)) ? 1 : 0;
        }
        if (lasting != NUMBERS / LASTING) {
            CheckedNodes.report("an iteration has not shown an element that lasts");
        }
    }

    private void requireCounts() {
        if (!CheckedNodes.goesOn()) {
            return;
        }
        List<Integer> expected = new ArrayList<>();
        for (int number = 0; number < NUMBERS; number++) {
            if (balance.get(number) == 1) {
                expected.add(number);
            } else if (balance.get(number) != 0) {
                CheckedNodes.report("an element was added or removed twice");
            }
        }
        if (!shown().equals(expected)) {
            CheckedNodes.report("the set has not what was added and not removed");
        }
        if (set.size() != expected.size()) {
            CheckedNodes.report("the size is wrong");
        }
    }
}
