// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.memory;

import dev.stillpoint.reclaim.memory.BlockAllocator;
import dev.stillpoint.reclaim.memory.NativeBlock;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One zero-filled block is allocated, written, and freed by the same thread; no grace period in between.
 *
 * <pre>{@code java -jar stress/target/stress.jar AllocationBenchmark -t 2}</pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@State(Scope.Benchmark)
public class AllocationBenchmark {

    private static final BlockAllocator MALLOC_OWN_SCOPES = BlockAllocator.malloc().withOwnScopes();
    private static final BlockAllocator SLABS_OWN_SCOPES = BlockAllocator.slabs().withOwnScopes();

    @Param({"256", "65536"})
    private long bytes;

    @Benchmark
    public long malloc() {
        return once(BlockAllocator.malloc());
    }

    @Benchmark
    public long slabs() {
        return once(BlockAllocator.slabs());
    }

    /** A scope for each block, which demotion needs. */
    @Benchmark
    public long mallocOwnScopes() {
        return once(MALLOC_OWN_SCOPES);
    }

    @Benchmark
    public long slabsOwnScopes() {
        return once(SLABS_OWN_SCOPES);
    }

    /** The JDK's fastest, for one thread only. */
    @Benchmark
    public long confinedArena() {
        try (Arena arena = Arena.ofConfined()) {
            return touch(arena.allocate(bytes, 16));
        }
    }

    /** The JDK's way for several threads: closing it is a handshake with all of them. */
    @Benchmark
    public long sharedArena() {
        try (Arena arena = Arena.ofShared()) {
            return touch(arena.allocate(bytes, 16));
        }
    }

    private long once(BlockAllocator allocator) {
        NativeBlock block = allocator.allocate(bytes);
        long address = touch(block.segment());
        block.reclaim();
        return address;
    }

    private static long touch(MemorySegment segment) {
        segment.set(ValueLayout.JAVA_LONG, 0, 1);
        return segment.address();
    }
}
