// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.map;

import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.collection.Codec;
import dev.stillpoint.reclaim.collection.OffHeapQueue;
import dev.stillpoint.reclaim.collection.OffHeapSortedSet;
import dev.stillpoint.reclaim.collection.OffHeapStack;
import dev.stillpoint.stress.bench.CarrierExecutor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Deque;
import java.util.NavigableSet;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What elements cost off the heap and on it, in collections that all threads share. To a queue or a stack an element
 * is added, which is made anew as a message would be, and one is taken from it, of which the first eight bytes are
 * read. To a sorted set of numbers one is added and another one is removed, or one is looked for, both at random. Our
 * set is a list, so what it costs depends on how many are there.
 *
 * <pre>{@code java -jar stress/target/stress.jar ElementBenchmark -t 2}</pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = {CarrierExecutor.ON_CARRIERS, CarrierExecutor.THIS_CLASS, CarrierExecutor.OPEN_LANG,
        CarrierExecutor.NATIVE_ACCESS})
public class ElementBenchmark {

    /** What is there all the time, so that nobody finds a collection empty. */
    private static final int ELEMENTS = 1000;

    /** The collections, filled. */
    @State(Scope.Benchmark)
    public static class Filled {

        @Param("64")
        private int bytes;

        private final Reclaimer reclaimer = Reclaimer.create();
        private final OffHeapQueue<byte[]> queue = OffHeapQueue.create(reclaimer, Codec.bytes());
        private final OffHeapStack<byte[]> stack = OffHeapStack.create(reclaimer, Codec.bytes());
        private final Queue<byte[]> linkedQueue = new ConcurrentLinkedQueue<>();
        private final Deque<byte[]> linkedDeque = new ConcurrentLinkedDeque<>();

        @Setup
        public void fill() {
            for (int i = 0; i < ELEMENTS; i++) {
                queue.add(element());
                stack.push(element());
                linkedQueue.add(element());
                linkedDeque.push(element());
            }
        }

        byte[] element() {
            return new byte[bytes];
        }

        @TearDown
        public void close() {
            queue.close();
            stack.close();
            reclaimer.close();
        }
    }

    /** The sorted sets, half full. */
    @State(Scope.Benchmark)
    public static class FilledSets {

        @Param({"100", "1000"})
        private int elements;

        private final Reclaimer reclaimer = Reclaimer.create();
        private final OffHeapSortedSet<Long> sortedSet = OffHeapSortedSet.create(reclaimer, Codec.orderedLongs());
        private final NavigableSet<Long> skipListSet = new ConcurrentSkipListSet<>();
        private final AtomicInteger threads = new AtomicInteger();

        @Setup
        public void fill() {
            for (long element = 0; element < 2L * elements; element += 2) {
                sortedSet.add(element);
                skipListSet.add(element);
            }
        }

        @TearDown
        public void close() {
            sortedSet.close();
            reclaimer.close();
        }
    }

    /** Numbers that are in a set half of the time: drawn before, and repeated. */
    @State(Scope.Thread)
    public static class Numbers {

        private static final int DRAWN = 1 << 12;

        private long[] numbers = {};
        private int next;

        @Setup
        public void draw(FilledSets filled) {
            numbers = new SplittableRandom(filled.threads.incrementAndGet()).longs(DRAWN, 0, 2L * filled.elements)
                    .toArray();
        }

        long next() {
            return numbers[next++ & (DRAWN - 1)];
        }
    }

    private static long first(byte[] element) {
        return first(MemorySegment.ofArray(element));
    }

    private static long first(MemorySegment element) {
        return element.get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
    }

    // -- queues and stacks

    @Benchmark
    public long offHeapQueue(Filled filled) {
        filled.queue.add(filled.element());
        try (ReadGuard guard = ScopedQsbr.open()) {
            MemorySegment element = filled.queue.pollView(guard);
            return element == null ? 0 : first(element);
        }
    }

    @Benchmark
    public long copyingOffHeapQueue(Filled filled) {
        filled.queue.add(filled.element());
        byte[] element = filled.queue.poll();
        return element == null ? 0 : first(element);
    }

    @Benchmark
    public long concurrentLinkedQueue(Filled filled) {
        filled.linkedQueue.add(filled.element());
        byte[] element = filled.linkedQueue.poll();
        return element == null ? 0 : first(element);
    }

    @Benchmark
    public long offHeapStack(Filled filled) {
        filled.stack.push(filled.element());
        try (ReadGuard guard = ScopedQsbr.open()) {
            MemorySegment element = filled.stack.popView(guard);
            return element == null ? 0 : first(element);
        }
    }

    @Benchmark
    public long copyingOffHeapStack(Filled filled) {
        filled.stack.push(filled.element());
        byte[] element = filled.stack.pop();
        return element == null ? 0 : first(element);
    }

    @Benchmark
    public long concurrentLinkedDeque(Filled filled) {
        filled.linkedDeque.push(filled.element());
        byte[] element = filled.linkedDeque.poll();
        return element == null ? 0 : first(element);
    }

    // -- sorted sets

    @Benchmark
    public boolean offHeapSortedSet(FilledSets filled, Numbers numbers) {
        return filled.sortedSet.add(numbers.next()) ^ filled.sortedSet.remove(numbers.next());
    }

    @Benchmark
    public boolean concurrentSkipListSet(FilledSets filled, Numbers numbers) {
        return filled.skipListSet.add(numbers.next()) ^ filled.skipListSet.remove(numbers.next());
    }

    @Benchmark
    public long offHeapCeiling(FilledSets filled, Numbers numbers) {
        try (ReadGuard guard = ScopedQsbr.open()) {
            MemorySegment element = filled.sortedSet.ceilingView(numbers.next(), guard);
            return element == null ? 0 : first(element);
        }
    }

    @Benchmark
    public long copyingOffHeapCeiling(FilledSets filled, Numbers numbers) {
        Long element = filled.sortedSet.ceiling(numbers.next());
        return element == null ? 0 : element;
    }

    @Benchmark
    public long concurrentSkipListCeiling(FilledSets filled, Numbers numbers) {
        Long element = filled.skipListSet.ceiling(numbers.next());
        return element == null ? 0 : element;
    }
}
