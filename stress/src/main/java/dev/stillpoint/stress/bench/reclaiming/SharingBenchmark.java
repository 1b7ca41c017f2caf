// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.reclaiming;

import dev.stillpoint.reclaim.grace.Visitors;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * Why counters of two writers are kept apart: each thread adds to a counter of its own, so many {@code long}s from the
 * other's, or to the same one.
 *
 * <pre>{@code java -jar stress/target/stress.jar SharingBenchmark}</pre>
 *
 * <p>{@code store} is how a carrier counts (one writer, no atomic), {@code fetchAndAdd} is how visitors count, and
 * {@code compareAndSet} is what they would pay for a loop instead. {@code visitorSection} is the class itself, with one
 * stripe for both threads or with one for each.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
@Threads(2)
public class SharingBenchmark {

    private static final VarHandle COUNTER = MethodHandles.arrayElementVarHandle(long[].class);

    /** Two counters in one array. */
    @State(Scope.Benchmark)
    public static class Counters {

        /** Two pairs of lines from either end of the array: nothing else is near. */
        private static final int PAD = 32;

        /** 0: the same counter; 1: the same line; 8: the next line; 16: the next pair of lines. */
        @Param({"0", "1", "8", "16"})
        public int stride;

        private final long[] longs = new long[4 * PAD];

        /** Where an element lies within its line is up to the collector: neighbours may be in two lines by chance. */
        int slot(int thread) {
            return PAD + thread * stride;
        }
    }

    /** Which counter is the thread's. */
    @State(Scope.Thread)
    public static class Slot {

        private int index;
        private long[] longs = {};

        @Setup
        public void choose(ThreadParams thread, Counters counters) {
            index = counters.slot(thread.getThreadIndex());
            longs = counters.longs;
        }
    }

    @Benchmark
    public void store(Slot slot) {
        COUNTER.setOpaque(slot.longs, slot.index, slot.longs[slot.index] + 1);
    }

    @Benchmark
    public long fetchAndAdd(Slot slot) {
        return (long) COUNTER.getAndAdd(slot.longs, slot.index, 1L);
    }

    @Benchmark
    public long compareAndSet(Slot slot) {
        while (true) {
            long seen = (long) COUNTER.getOpaque(slot.longs, slot.index);
            if (COUNTER.compareAndSet(slot.longs, slot.index, seen, seen + 1)) {
                return seen;
            }
        }
    }

    // -- the counters of visitors

    /** Counters of visitors, striped or not. */
    @State(Scope.Benchmark)
    public static class Striped {

        @Param({"1", "4"})
        public int stripes;

        private Visitors visitors = new Visitors(1);

        @Setup
        public void make() {
            visitors = new Visitors(stripes);
        }
    }

    /** What {@link Visitors#enter} spreads by. */
    @State(Scope.Thread)
    public static class Spread {

        private int thread;

        @Setup
        public void choose(ThreadParams params) {
            thread = params.getThreadIndex();
        }
    }

    @Benchmark
    public void visitorSection(Striped striped, Spread spread) {
        int ticket = striped.visitors.enter(spread.thread);
        striped.visitors.exit(ticket);
    }
}
