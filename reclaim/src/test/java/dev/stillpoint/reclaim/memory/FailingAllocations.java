// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.memory;

import dev.stillpoint.reclaim.checked.CheckedMode;
import dev.stillpoint.scheduler.fixture.Faults;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * Blocks are allocated and freed, by two threads, and once an error strikes, at each point in turn; for
 * {@link MemoryErrorsTest}. After each error the allocator must have given out what the caller has, and nothing else.
 */
abstract class FailingAllocations implements Callable<List<String>> {

    private static final int ROUNDS = 2;
    /** Of this size 12 blocks make a slab, and no thread of the scenario has more of them at a time. */
    private static final int CLASS_BYTES = 5_120;
    private static final int BLOCKS_OF_A_SLAB = 12;
    private static final long[] SIZES = {24, CLASS_BYTES - 9, CLASS_BYTES, 300_000};

    private final Supplier<? extends Error> error;
    private final Supplier<? extends BlockAllocator> allocators;
    private final List<String> wrong = new ArrayList<>();

    FailingAllocations(Supplier<? extends Error> error, Supplier<? extends BlockAllocator> allocators) {
        this.error = error;
        this.allocators = allocators;
    }

    static final class MallocOnAFullHeap extends FailingAllocations {

        MallocOnAFullHeap() {
            super(OutOfMemoryError::new, BlockAllocator::malloc);
        }
    }

    static final class MallocAtTheStackEnd extends FailingAllocations {

        MallocAtTheStackEnd() {
            super(StackOverflowError::new, BlockAllocator::malloc);
        }
    }

    static final class SlabsOnAFullHeap extends FailingAllocations {

        SlabsOnAFullHeap() {
            super(OutOfMemoryError::new, () -> SlabAllocator.create("faulty"));
        }
    }

    static final class SlabsAtTheStackEnd extends FailingAllocations {

        SlabsAtTheStackEnd() {
            super(StackOverflowError::new, () -> SlabAllocator.create("faulty"));
        }
    }

    static final class ProcessSlabsOnAFullHeap extends FailingAllocations {

        ProcessSlabsOnAFullHeap() {
            super(OutOfMemoryError::new, BlockAllocator::slabs);
        }
    }

    static final class ProcessSlabsAtTheStackEnd extends FailingAllocations {

        ProcessSlabsAtTheStackEnd() {
            super(StackOverflowError::new, BlockAllocator::slabs);
        }
    }

    static final class QuarantineOnAFullHeap extends FailingAllocations {

        QuarantineOnAFullHeap() {
            super(OutOfMemoryError::new, QuarantineAllocator::new);
        }
    }

    static final class QuarantineAtTheStackEnd extends FailingAllocations {

        QuarantineAtTheStackEnd() {
            super(StackOverflowError::new, QuarantineAllocator::new);
        }
    }

    /** Everything that went wrong, at whatever point. */
    @Override
    public List<String> call() throws Exception {
        // Everything that is made once for the process is made before.
        BlockAllocator first = allocators.get();
        for (long bytes : SIZES) {
            first.allocate(bytes).reclaim();
        }
        if (mapsLargeBlocks(first)) {
            first.allocate(MappedBytes.LARGE).reclaim();
        }
        close(first);
        int points = Faults.atEachPoint(point -> new Run(point).play());
        if (points == 0) {
            wrong.add("no point was passed");
        }
        return wrong;
    }

    /** Others overwrite what is freed, which takes long. */
    private static boolean mapsLargeBlocks(BlockAllocator allocator) {
        return !(allocator instanceof QuarantineAllocator) && !CheckedMode.ENABLED;
    }

    private static void close(BlockAllocator allocator) throws Exception {
        if (allocator instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }

    private final class Run extends FaultyRun {

        private final BlockAllocator allocator = allocators.get();
        private final long largeBefore = MappedBytes.largeBlocks();
        private final long bytesBefore = allocator.allocatedBytes();
        private final long freedBefore = allocator.memory().freedBytes();
        private final List<NativeBlock> held = new ArrayList<>();
        private byte stamp;
        private long freedBytes;

        Run(int point) {
            super(point, wrong);
        }

        /** Returns whether the error struck. */
        boolean play() throws Exception {
            Faults.arm(point, _ -> isOperating(), error);
            for (int round = 0; round < ROUNDS; round++) {
                for (long bytes : SIZES) {
                    allocate(bytes);
                }
                if (round == 0 && mapsLargeBlocks(allocator)) {
                    allocate(MappedBytes.LARGE);
                }
                elsewhere(() -> List.copyOf(held).forEach(this::free));
            }
            requireASlabToHaveAllItsSlots();
            closeTwice();
            boolean struck = Faults.disarm();
            // Slabs of the process keep the addresses.
            boolean keeps = allocator instanceof ProcessSlabs;
            require(keeps || MappedBytes.largeBlocks() == largeBefore, "native memory is left");
            return struck;
        }

        private void allocate(long bytes) {
            attempt(() -> {
                NativeBlock block = allocator.allocate(bytes);
                operated();
                held.add(block);
                stamp(block);
            });
            requireAccounted();
        }

        /** Nobody but its owner writes to a block. */
        private void stamp(NativeBlock block) {
            MemorySegment memory = block.segment();
            long last = memory.byteSize() - 1;
            require(memory.get(ValueLayout.JAVA_BYTE, 0) == 0 && memory.get(ValueLayout.JAVA_BYTE, last) == 0,
                    "a block is not clean");
            stamp++;
            memory.set(ValueLayout.JAVA_BYTE, 0, stamp);
            memory.set(ValueLayout.JAVA_BYTE, last, stamp);
            for (NativeBlock other : held) {
                MemorySegment others = other.segment();
                require(other == block || others.asOverlappingSlice(memory).isEmpty(), "two blocks overlap");
            }
        }

        private void free(NativeBlock block) {
            if (attempt(block::reclaim)) {
                requireAccounted();
                // It was not freed: nobody else got it, and the next attempt succeeds.
                block.reclaim();
            }
            held.remove(block);
            freedBytes += block.byteSize();
            requireAccounted();
            requireFreed(block);
        }

        private void requireFreed(NativeBlock block) {
            try {
                block.reclaim();
                require(false, "a block was freed twice");
            } catch (IllegalStateException expected) {
                requireAccounted();
            }
        }

        private void requireASlabToHaveAllItsSlots() {
            long reserved = allocator.memory().reservedBytes();
            List<NativeBlock> all = new ArrayList<>();
            for (int i = 0; i < BLOCKS_OF_A_SLAB; i++) {
                all.add(allocator.allocate(CLASS_BYTES));
            }
            require(!(allocator instanceof SlabAllocator) || allocator.memory().reservedBytes() == reserved
                    || reserved < BLOCKS_OF_A_SLAB * CLASS_BYTES, "a slot is lost");
            all.forEach(NativeBlock::reclaim);
            freedBytes += BLOCKS_OF_A_SLAB * CLASS_BYTES;
            requireAccounted();
        }

        private void closeTwice() throws Exception {
            attempt(() -> close(allocator));
            close(allocator);
            require(!(allocator instanceof AutoCloseable) || allocator.memory().reservedBytes() == 0,
                    "something is reserved after close");
        }

        private void requireAccounted() {
            long bytes = held.stream().mapToLong(NativeBlock::byteSize).sum();
            NativeMemory memory = allocator.memory();
            require(allocator.allocatedBytes() == bytesBefore + bytes && memory.allocatedBytes() == bytesBefore + bytes,
                    "%d bytes are held, and %s".formatted(bytes, memory));
            require(memory.freedBytes() == freedBefore + freedBytes,
                    "%d bytes were freed, and %s".formatted(freedBytes, memory));
        }

        private void elsewhere(Operation operation) throws Exception {
            List<Throwable> failure = new ArrayList<>();
            Thread thread;
            do {
                thread = new Thread(() -> {
                    try {
                        operation.run();
                    } catch (Throwable e) {
                        failure.add(e);
                    }
                });
                // A thread with other stacks and stripes than this one.
            } while (thread.threadId() % 16 == Thread.currentThread().threadId() % 16);
            thread.start();
            thread.join();
            require(failure.isEmpty(), "freeing failed: " + failure);
        }
    }
}
