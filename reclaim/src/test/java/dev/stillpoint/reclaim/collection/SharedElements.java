// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.scheduler.CarrierScheduler;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Many threads add elements to a stack or a queue, and many take them: platform threads, and virtual threads of
 * carriers. Each element says who has added it and as which of its own. None may be lost, taken twice, or changed under
 * its reader. What is wrong is returned; for {@link SharedElementsTest}.
 */
abstract class SharedElements implements Callable<List<String>> {

    /** So many of each kind, that add and that take. */
    private static final int THREADS = 2;
    private static final int EACH = 15_000;
    /** After so many all wait until it is empty, and what was taken is freed. */
    private static final int IN_A_ROUND = 1000;
    /** So many may be there, so that it is empty now and then but not always. */
    private static final int MOST = 200;

    private final AtomicLong added = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();
    private final AtomicInteger adding = new AtomicInteger();
    private final List<List<Long>> takenBy = new ArrayList<>();
    private Phaser rounds;

    static long element(long producer, long number) {
        return (producer << 32) | number;
    }

    static long producer(long element) {
        return element >> 32;
    }

    /** Reports an element that is not whole. */
    static final Codec<Long> CODEC = new RepeatedLongs() {

        @Override
        public Long read(MemorySegment source) {
            Long whole = super.read(source);
            if (whole == null) {
                CheckedNodes.report("an element changed while it was read");
                return source.getAtIndex(JAVA_LONG, 0);
            }
            return whole;
        }
    };

    abstract void open(Reclaimer reclaimer);

    abstract void add(Long element);

    /** Takes one; null if there is none. */
    abstract Long take();

    /** Takes one without a copy; null if there is none. */
    abstract MemorySegment takeView(ReadGuard guard);

    /** The next one, which stays. */
    abstract MemorySegment peekView(ReadGuard guard);

    abstract void forEach(Consumer<Long> action);

    /** Whether an iteration may show one element after the other, of the same producer. */
    abstract boolean mayFollow(long element, long before);

    /** Whether a thread may take one element after the other, of the same producer. */
    abstract boolean mayBeTakenAfter(long element, long before);

    abstract void close();

    @Override
    public List<String> call() throws InterruptedException {
        try (Reclaimer reclaimer = Reclaimer.create()) {
            open(reclaimer);
            rounds = new Phaser() {

                @Override
                protected boolean onAdvance(int phase, int parties) {
                    endRound(reclaimer);
                    return super.onAdvance(phase, parties);
                }
            };
            try (CarrierScheduler scheduler = CarrierScheduler.create()) {
                List<Thread> threads = new ArrayList<>();
                for (int i = 0; i < 2 * THREADS; i++) {
                    int producer = i;
                    List<Long> mine = new ArrayList<>();
                    takenBy.add(mine);
                    adding.incrementAndGet();
                    rounds.register();
                    boolean isPlatform = i < THREADS;
                    threads.add(start(scheduler, isPlatform, () -> produce(producer)));
                    threads.add(start(scheduler, isPlatform, () -> consume(mine)));
                }
                threads.add(start(scheduler, false, this::look));
                for (Thread thread : threads) {
                    thread.join();
                }
            }
            requireAll();
            close();
        }
        return CheckedNodes.end();
    }

    private Thread start(CarrierScheduler scheduler, boolean isPlatform, Runnable body) {
        Runnable reporting = () -> {
            try {
                body.run();
            } catch (Throwable e) {
                CheckedNodes.report(e.toString());
            }
        };
        Thread thread = isPlatform ? new Thread(reporting) : scheduler.threadFactory().newThread(reporting);
        thread.start();
        return thread;
    }

    private void produce(long producer) {
        try {
            for (long number = 0; number < EACH && CheckedNodes.goesOn(); number++) {
                while (added.get() - taken.get() > MOST && CheckedNodes.goesOn()) {
                    Thread.yield();
                }
                add(element(producer, number));
                added.incrementAndGet();
                if (number % IN_A_ROUND == IN_A_ROUND - 1) {
                    rounds.arriveAndAwaitAdvance();
                }
            }
        } finally {
            adding.decrementAndGet();
            rounds.arriveAndDeregister();
        }
    }

    private void endRound(Reclaimer reclaimer) {
        while (taken.get() < added.get() && CheckedNodes.goesOn()) {
            Thread.yield();
        }
        try {
            reclaimer.barrier();
        } catch (InterruptedException e) {
            CheckedNodes.report(e.toString());
        }
    }

    private boolean goesOn() {
        return CheckedNodes.goesOn() && (adding.get() > 0 || taken.get() < added.get());
    }

    private void consume(List<Long> mine) {
        while (goesOn()) {
            Long element = mine.size() % 4 == 0 ? readInPlace() : take();
            if (element == null) {
                Thread.yield();
            } else {
                taken.incrementAndGet();
                mine.add(element);
            }
        }
    }

    private Long readInPlace() {
        try (ReadGuard guard = ScopedQsbr.open()) {
            MemorySegment view = takeView(guard);
            if (view == null) {
                return null;
            }
            Long element = CODEC.read(view);
            Thread.yield();
            return CODEC.read(view).equals(element) ? element : null;
        }
    }

    private void look() {
        while (goesOn()) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                MemorySegment view = peekView(guard);
                if (view != null) {
                    CODEC.read(view);
                    Thread.yield();
                    CODEC.read(view);
                }
            }
            Map<Long, Long> last = new HashMap<>();
            forEach(element -> {
                Long before = last.put(producer(element), element);
                if (before != null && !mayFollow(element, before)) {
                    CheckedNodes.report("an iteration shows elements in a wrong order");
                }
            });
            Thread.yield();
        }
    }

    private void requireAll() {
        if (!CheckedNodes.goesOn()) {
            return;
        }
        Set<Long> all = new HashSet<>();
        for (List<Long> mine : takenBy) {
            Map<Long, Long> last = new HashMap<>();
            for (Long element : mine) {
                if (!all.add(element)) {
                    CheckedNodes.report("an element was taken twice");
                }
                Long before = last.put(producer(element), element);
                if (before != null && !mayBeTakenAfter(element, before)) {
                    CheckedNodes.report("elements of one producer were taken in a wrong order");
                }
            }
        }
        if (all.size() != 2 * THREADS * EACH) {
            CheckedNodes.report("%d elements were taken instead of %d".formatted(all.size(), 2 * THREADS * EACH));
        }
        if (take() != null) {
            CheckedNodes.report("it should be empty");
        }
    }

    /** With a stack. */
    static final class Stack extends SharedElements {

        private OffHeapStack<Long> stack;

        @Override
        void open(Reclaimer reclaimer) {
            stack = OffHeapStack.create(reclaimer, CODEC);
        }

        @Override
        void add(Long element) {
            stack.push(element);
        }

        @Override
        Long take() {
            return stack.pop();
        }

        @Override
        MemorySegment takeView(ReadGuard guard) {
            return stack.popView(guard);
        }

        @Override
        MemorySegment peekView(ReadGuard guard) {
            return stack.peekView(guard);
        }

        @Override
        void forEach(Consumer<Long> action) {
            stack.forEach(action);
        }

        @Override
        boolean mayFollow(long element, long before) {
            return element < before;
        }

        @Override
        boolean mayBeTakenAfter(long element, long before) {
            return true;
        }

        @Override
        void close() {
            stack.close();
        }
    }

    /** With a queue. */
    static final class Queue extends SharedElements {

        private OffHeapQueue<Long> queue;

        @Override
        void open(Reclaimer reclaimer) {
            queue = OffHeapQueue.create(reclaimer, CODEC);
        }

        @Override
        void add(Long element) {
            queue.add(element);
        }

        @Override
        Long take() {
            return queue.poll();
        }

        @Override
        MemorySegment takeView(ReadGuard guard) {
            return queue.pollView(guard);
        }

        @Override
        MemorySegment peekView(ReadGuard guard) {
            return queue.peekView(guard);
        }

        @Override
        void forEach(Consumer<Long> action) {
            queue.forEach(action);
        }

        @Override
        boolean mayFollow(long element, long before) {
            return element > before;
        }

        @Override
        boolean mayBeTakenAfter(long element, long before) {
            return element > before;
        }

        @Override
        void close() {
            queue.close();
        }
    }
}
