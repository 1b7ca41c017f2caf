// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.map;

import dev.stillpoint.stress.bench.CarrierExecutor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** How long it takes at worst to put a new entry while the map grows from nothing: the percentiles are what counts. */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 3, jvmArgsAppend = {CarrierExecutor.ON_CARRIERS, CarrierExecutor.THIS_CLASS, CarrierExecutor.OPEN_LANG,
        CarrierExecutor.NATIVE_ACCESS, "-Xmx4g"})
public class MapGrowthBenchmark {

    /** A map that grows in each iteration. */
    @State(Scope.Thread)
    public static class Growing {

        @Param({"OffHeap", "Concurrent"})
        private String table = "";

        private KeyValueTable growing = new ConcurrentTable(0);
        private int next;
        private final byte[] value = new byte[64];

        @Setup(Level.Iteration)
        public void empty() {
            growing = KeyValueTable.named(table, 1 << 24);
            next = 0;
        }

        @TearDown(Level.Iteration)
        public void close() {
            growing.close();
        }
    }

    @Benchmark
    public void put(Growing growing) {
        int key = growing.next++;
        Bytes.setFirst(growing.value, key);
        growing.growing.put(key, growing.value);
    }
}
