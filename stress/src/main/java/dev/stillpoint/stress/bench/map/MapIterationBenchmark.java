// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.map;

import dev.stillpoint.stress.bench.CarrierExecutor;
import java.util.concurrent.TimeUnit;
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

/** What it costs for each entry to go over a map of a million. */
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 3, jvmArgsAppend = {CarrierExecutor.ON_CARRIERS, CarrierExecutor.THIS_CLASS, CarrierExecutor.OPEN_LANG,
        CarrierExecutor.NATIVE_ACCESS, "-Xmx4g"})
public class MapIterationBenchmark {

    private static final int ENTRIES = 1_000_000;

    /** The map, filled. */
    @State(Scope.Benchmark)
    public static class Filled {

        @Param({"OffHeap", "Concurrent"})
        private String table = "";

        private KeyValueTable filled = new ConcurrentTable(0);

        @Setup
        public void fill() {
            filled = KeyValueTable.named(table, ENTRIES);
            for (int key = 0; key < ENTRIES; key++) {
                filled.put(key, MapBenchmark.Operations.valueOf(key));
            }
        }

        @TearDown
        public void close() {
            filled.close();
        }
    }

    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OperationsPerInvocation(ENTRIES)
    public long iterate(Filled filled) {
        return filled.filled.sum();
    }
}
