// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.memory;

import dev.stillpoint.reclaim.checked.CheckedMode;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Allocates with {@code calloc} and frees with {@code free}. */
final class MallocAllocator implements BlockAllocator {

    static final MallocAllocator INSTANCE = new MallocAllocator();

    /** What the C library reserves besides the blocks is not known. */
    private final MemoryCounters counters = MemoryCounters.ofBlocks("malloc");

    private MallocAllocator() {
    }

    @Override
    public NativeBlock allocate(long bytes) {
        NativeBlock.requireSize(bytes);
        counters.allocated(bytes);
        try {
            return block(bytes);
        } catch (Throwable e) {
            counters.notAllocated(bytes);
            throw e;
        }
    }

    private NativeBlock block(long bytes) {
        long address = CLibrary.calloc(bytes, bytes);
        try {
            return CheckedMode.ENABLED
                    ? closableBlock(address, bytes)
                    : new NativeBlock(CLibrary.segment(address, bytes), MallocAllocator::free, counters);
        } catch (Throwable e) {
            CLibrary.free(address);
            throw e;
        }
    }

    /**
     * In checked mode a block has the scope of a shared arena, which is closed first, so that a read after free throws.
     * Freeing is slow then.
     */
    @SuppressWarnings("restricted") // it only gives the block a scope
    private NativeBlock closableBlock(long address, long bytes) {
        Arena arena = Arena.ofShared();
        MemorySegment segment = MemorySegment.ofAddress(address).reinterpret(bytes, arena, null);
        return new NativeBlock(segment, freed -> {
            if (arena.scope().isAlive()) {
                arena.close();
            }
            free(freed);
        }, counters);
    }

    private static void free(MemorySegment memory) {
        CLibrary.free(memory.address());
    }

    @Override
    public long allocatedBytes() {
        return counters.allocatedBytes();
    }

    @Override
    public NativeMemory memory() {
        return counters.read();
    }
}
