// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.map;

import dev.stillpoint.stress.bench.CarrierExecutor;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What an operation on a map of a million entries costs: keys are numbers, values have 8 to 100 bytes.
 *
 * <pre>{@code java -jar stress/target/stress.jar MapBenchmark -t 2 -p mix=YCSB_B -p keys=ZIPF}</pre>
 *
 * <p>Threads are virtual threads on carriers; with {@code -jvmArgs} as below, and without the executor, they are
 * platform threads.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(MapBenchmark.OPERATIONS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 3, jvmArgsAppend = {CarrierExecutor.ON_CARRIERS, CarrierExecutor.THIS_CLASS, CarrierExecutor.OPEN_LANG,
        CarrierExecutor.NATIVE_ACCESS, "-Xmx4g"})
public class MapBenchmark {

    static final int OPERATIONS = 1000;

    /** The map, filled. */
    @State(Scope.Benchmark)
    public static class Filled {

        @Param({"OffHeap", "CopyingOffHeap", "Concurrent"})
        private String table = "";
        @Param({"YCSB_A", "YCSB_B", "YCSB_C", "READ_98_1_1", "CHURN_10_40_40_10", "GROW_5_80_5_10"})
        private Mix mix = Mix.YCSB_A;
        @Param({"ZIPF", "UNIFORM"})
        private Keys keys = Keys.UNIFORM;
        @Param("1000000")
        private int entries;

        private KeyValueTable filled = new ConcurrentTable(0);
        private final AtomicInteger threads = new AtomicInteger();

        @Setup
        public void fill() {
            filled = KeyValueTable.named(table, universe());
            // Keys that come and go are there half of the time.
            int step = universe() / entries;
            for (int key = 0; key < universe(); key += step) {
                filled.put(key, Operations.valueOf(key));
            }
        }

        private int universe() {
            return mix.changesKeys() ? 2 * entries : entries;
        }

        @TearDown
        public void close() {
            filled.close();
        }
    }

    /** What a thread asks for: drawn before, and repeated. */
    @State(Scope.Thread)
    public static class Operations {

        private static final int DRAWN = 1 << 18;
        private static final int SHORTEST = 8;
        private static final int LONGEST = 100;

        private int[] keys = {};
        private byte[] kinds = {};
        private final byte[][] values = new byte[LONGEST - SHORTEST + 1][];
        private int next;

        @Setup
        public void draw(Filled filled) {
            SplittableRandom random = new SplittableRandom(filled.threads.incrementAndGet());
            keys = filled.keys.draw(DRAWN, filled.universe(), random);
            kinds = filled.mix.draw(DRAWN, random);
            for (int i = 0; i < values.length; i++) {
                values[i] = new byte[SHORTEST + i];
            }
        }

        static byte[] valueOf(int key) {
            byte[] value = new byte[SHORTEST + Math.floorMod(key, LONGEST - SHORTEST + 1)];
            Bytes.setFirst(value, key);
            return value;
        }

        long perform(KeyValueTable table) {
            int i = next++ & (DRAWN - 1);
            int key = keys[i];
            byte[] value = values[Math.floorMod(key, values.length)];
            switch (kinds[i]) {
                case Mix.GET -> {
                    return table.get(key);
                }
                case Mix.REMOVE -> table.remove(key);
                case Mix.INSERT -> {
                    Bytes.setFirst(value, i);
                    table.insert(key, value);
                }
                default -> {
                    Bytes.setFirst(value, i);
                    table.put(key, value);
                }
            }
            return 0;
        }
    }

    @Benchmark
    public long mixed(Filled filled, Operations operations) {
        KeyValueTable table = filled.filled;
        long sum = 0;
        for (int i = 0; i < OPERATIONS; i++) {
            sum += operations.perform(table);
        }
        return sum;
    }
}
