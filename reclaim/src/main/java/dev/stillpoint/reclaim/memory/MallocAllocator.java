// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.memory;

import dev.stillpoint.reclaim.checked.CheckedMode;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Allocates with {@code calloc} and frees with {@code free}. */
final class MallocAllocator implements BlockAllocator {

    /** What malloc guarantees on 64-bit platforms. */
    private static final long ALIGNMENT = 16;

    static final MallocAllocator INSTANCE = new MallocAllocator();

    private final MemoryCounters counters = MemoryCounters.of("malloc");

    private MallocAllocator() {
    }

    @Override
    public NativeBlock allocate(long bytes) {
        NativeBlock.requireSize(bytes);
        if (CheckedMode.ENABLED) {
            return allocateClosable(bytes);
        }
        NativeBlock block = new NativeBlock(CLibrary.calloc(bytes), this::free);
        count(bytes);
        return block;
    }

    /** In checked mode a block is a shared arena, so that a read after free throws. Freeing is slow then. */
    private NativeBlock allocateClosable(long bytes) {
        Arena arena = Arena.ofShared();
        MemorySegment segment = arena.allocate(bytes, ALIGNMENT);
        count(bytes);
        return new NativeBlock(segment, freed -> {
            arena.close();
            uncount(freed.byteSize());
        });
    }

    @Override
    public long allocatedBytes() {
        return counters.allocatedBytes();
    }

    @Override
    public NativeMemory memory() {
        return counters.read();
    }

    private void free(MemorySegment segment) {
        CLibrary.free(segment);
        uncount(segment.byteSize());
    }

    /** Counts a block as reserved and allocated. What the C library reserves besides is not known. */
    private void count(long bytes) {
        counters.reserved(bytes);
        counters.allocated(bytes);
    }

    private void uncount(long bytes) {
        counters.freed(bytes);
        counters.reserved(-bytes);
    }
}
