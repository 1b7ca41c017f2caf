// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.reclaiming;

import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.memory.BlockAllocator;
import dev.stillpoint.reclaim.memory.NativeBlock;
import dev.stillpoint.stress.bench.CarrierExecutor;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The life of one block of 256 bytes: allocated, retired, freed after a grace period. Rows {@code retired…} do not time
 * the allocation.
 *
 * <pre>{@code java -jar stress/target/stress.jar RetireBenchmark}</pre>
 *
 * <p>The freeing is part of the figure: one invocation retires {@value #BLOCKS} blocks and waits until all are freed.
 * On a carrier the grace period ends only when the invocation begins to wait, so the two follow each other; on a
 * platform thread the reclaimer's thread frees while the next blocks are retired, and two processors share the work.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 1)
@Fork(value = 2, jvmArgsAppend = {CarrierExecutor.ON_CARRIERS, CarrierExecutor.THIS_CLASS, CarrierExecutor.OPEN_LANG,
        CarrierExecutor.NATIVE_ACCESS})
public class RetireBenchmark {

    static final int BLOCKS = 10_000;
    private static final long BYTES = 256;

    /** Frees what the benchmark retires. */
    @State(Scope.Benchmark)
    public static class Freeing {

        private final Reclaimer reclaimer = Reclaimer.create();

        void blocks(BlockAllocator allocator) throws InterruptedException {
            for (int i = 0; i < BLOCKS; i++) {
                reclaimer.retire(allocator.allocate(BYTES));
            }
            reclaimer.barrier();
        }

        void blocks(Allocated allocated) throws InterruptedException {
            for (NativeBlock block : allocated.blocks) {
                reclaimer.retire(block);
            }
            reclaimer.barrier();
        }

        @TearDown
        public void close() {
            reclaimer.close();
        }
    }

    /** Allocated beforehand: retiring and freeing alone are timed. */
    @State(Scope.Thread)
    public abstract static class Allocated {

        private final NativeBlock[] blocks = new NativeBlock[BLOCKS];

        abstract BlockAllocator allocator();

        @Setup(Level.Invocation)
        public void allocate() {
            Arrays.setAll(blocks, _ -> allocator().allocate(BYTES));
        }
    }

    /** From the C library. */
    public static class FromMalloc extends Allocated {

        @Override
        BlockAllocator allocator() {
            return BlockAllocator.malloc();
        }
    }

    /** From slabs, which are the place for many small blocks. */
    public static class FromSlabs extends Allocated {

        @Override
        BlockAllocator allocator() {
            return BlockAllocator.slabs();
        }
    }

    // -- on a carrier

    @Benchmark
    @OperationsPerInvocation(BLOCKS)
    public void retiredMallocOnCarrier(Freeing freeing, FromMalloc allocated, IdleThreads idle)
            throws InterruptedException {
        freeing.blocks(allocated);
    }

    @Benchmark
    @OperationsPerInvocation(BLOCKS)
    public void retiredSlabsOnCarrier(Freeing freeing, FromSlabs allocated, IdleThreads idle)
            throws InterruptedException {
        freeing.blocks(allocated);
    }

    @Benchmark
    @OperationsPerInvocation(BLOCKS)
    public void mallocOnCarrier(Freeing freeing, IdleThreads idle) throws InterruptedException {
        freeing.blocks(BlockAllocator.malloc());
    }

    @Benchmark
    @OperationsPerInvocation(BLOCKS)
    public void slabsOnCarrier(Freeing freeing, IdleThreads idle) throws InterruptedException {
        freeing.blocks(BlockAllocator.slabs());
    }

    // -- on a platform thread

    @Benchmark
    @OperationsPerInvocation(BLOCKS)
    @Fork(value = 2, jvmArgsAppend = {CarrierExecutor.OPEN_LANG,
            CarrierExecutor.NATIVE_ACCESS})
    public void retiredSlabsVisitor(Freeing freeing, FromSlabs allocated, IdleThreads idle)
            throws InterruptedException {
        freeing.blocks(allocated);
    }

    @Benchmark
    @OperationsPerInvocation(BLOCKS)
    @Fork(value = 2, jvmArgsAppend = {CarrierExecutor.OPEN_LANG,
            CarrierExecutor.NATIVE_ACCESS})
    public void mallocVisitor(Freeing freeing, IdleThreads idle) throws InterruptedException {
        freeing.blocks(BlockAllocator.malloc());
    }

    @Benchmark
    @OperationsPerInvocation(BLOCKS)
    @Fork(value = 2, jvmArgsAppend = {CarrierExecutor.OPEN_LANG,
            CarrierExecutor.NATIVE_ACCESS})
    public void slabsVisitor(Freeing freeing, IdleThreads idle) throws InterruptedException {
        freeing.blocks(BlockAllocator.slabs());
    }

    /** The JDK's way: closing is a handshake with all platform threads, so each of them makes it dearer. */
    @Benchmark
    @Fork(value = 2, jvmArgsAppend = CarrierExecutor.NATIVE_ACCESS)
    public long sharedArena(IdleThreads idle) {
        try (Arena arena = Arena.ofShared()) {
            return arena.allocate(BYTES, 16).address();
        }
    }

    /** No protection at all: what the memory itself costs. */
    @Benchmark
    @OperationsPerInvocation(BLOCKS)
    @Fork(value = 2, jvmArgsAppend = CarrierExecutor.NATIVE_ACCESS)
    public void freedAtOnce(IdleThreads idle) {
        for (int i = 0; i < BLOCKS; i++) {
            BlockAllocator.malloc().allocate(BYTES).reclaim();
        }
    }
}
