// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench;

import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.stress.bench.ReadLoopBenchmark.Request;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a read section costs by itself: around one read through a raw pointer, which is the least that it can protect.
 * As in {@link ReadLoopBenchmark}, a request makes many.
 *
 * <pre>{@code java -jar stress/target/stress.jar PointerBenchmark -t 2}</pre>
 *
 * <p>{@link ReadBenchmark} and {@link ReadLoopBenchmark} protect a table behind a reference: there the read itself is
 * the larger part, and it competes with the section for the processor's load units.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(ReadLoopBenchmark.LOOKUPS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = {CarrierExecutor.ON_CARRIERS, CarrierExecutor.THIS_CLASS, CarrierExecutor.OPEN_LANG,
        CarrierExecutor.NATIVE_ACCESS})
public class PointerBenchmark {

    /** All memory, as a C programmer sees it. */
    @SuppressWarnings("restricted") // the benchmark is of raw pointers
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    /** What a writer would replace. */
    @State(Scope.Benchmark)
    public static class Shared {

        private volatile long pointer = Arena.global().allocate(ValueLayout.JAVA_LONG, LongTable.LENGTH).address();

        long read(int index) {
            return MEMORY.get(ValueLayout.JAVA_LONG_UNALIGNED, pointer + (long) index * Long.BYTES);
        }
    }

    @Benchmark
    public long raw(Shared shared, Request request) {
        long sum = 0;
        for (int index : request.indices()) {
            sum += shared.read(index);
        }
        return sum;
    }

    @Benchmark
    public long guardedLambda(Shared shared, Request request) {
        long sum = 0;
        for (int index : request.indices()) {
            sum += ScopedQsbr.<Long, RuntimeException>read(() -> shared.read(index));
        }
        return sum;
    }

    @Benchmark
    public long guardedToken(Shared shared, Request request) {
        long sum = 0;
        for (int index : request.indices()) {
            sum += ScopedQsbr.<Long, RuntimeException>read(_ -> shared.read(index));
        }
        return sum;
    }

    @Benchmark
    @SuppressWarnings("try") // a raw pointer does not ask for the guard
    public long guardedOpenClose(Shared shared, Request request) {
        long sum = 0;
        for (int index : request.indices()) {
            try (ReadGuard _ = ScopedQsbr.open()) {
                sum += shared.read(index);
            }
        }
        return sum;
    }
}
