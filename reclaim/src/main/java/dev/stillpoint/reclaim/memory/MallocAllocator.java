// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.memory;

import dev.stillpoint.reclaim.checked.CheckedMode;
import dev.stillpoint.reclaim.memory.raw.CLibrary;
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
            MemorySegment memory = CLibrary.segment(address, bytes);
            // In checked mode the scope is closed before the memory is freed, so that a read after free throws. Freeing
            // is slow then.
            return CheckedMode.ENABLED
                    ? NativeBlock.withOwnScope(memory, MallocAllocator::free, counters)
                    : new NativeBlock(memory, MallocAllocator::free, counters);
        } catch (Throwable e) {
            CLibrary.free(address);
            throw e;
        }
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
