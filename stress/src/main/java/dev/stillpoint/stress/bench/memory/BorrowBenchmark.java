// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.memory;

import dev.stillpoint.reclaim.adapt.LeasePool;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A scratch buffer of 16 KB for one use, on a carrier: borrowed, kept for the thread, or made anew.
 *
 * <pre>{@code java -jar stress/target/stress.jar BorrowBenchmark -t 2}</pre>
 *
 * <p>The thread's own is the bound that cannot be reached: with a thread for each request there is none to find.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = {"-Djmh.executor=CUSTOM",
        "-Djmh.executor.class=dev.stillpoint.stress.bench.CarrierExecutor",
        "--add-opens=java.base/java.lang=ALL-UNNAMED"})
@State(Scope.Benchmark)
public class BorrowBenchmark {

    private static final int BYTES = 16 << 10;

    private final LeasePool<ByteBuffer> pool = LeasePool.of(() -> ByteBuffer.allocate(BYTES));
    private final ThreadLocal<ByteBuffer> own = ThreadLocal.withInitial(() -> ByteBuffer.allocate(BYTES));

    @Benchmark
    public ByteBuffer borrowed() {
        try (LeasePool.Lease<ByteBuffer> lease = pool.borrow()) {
            return use(lease.get());
        }
    }

    @Benchmark
    public ByteBuffer ownOfTheThread() {
        return use(own.get());
    }

    @Benchmark
    public ByteBuffer madeAnew() {
        return use(ByteBuffer.allocate(BYTES));
    }

    /** Returned to the benchmark, so that no buffer is optimized away. */
    private static ByteBuffer use(ByteBuffer buffer) {
        return buffer.clear().putInt(1);
    }
}
