// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.memory;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** All slabs that are cut into blocks of one size, and their free slots. */
final class SlabClass {

    /** From this size on a slab is one block, whose pages go back to the system when it is freed. */
    static final long LARGE_BYTES = 256 << 10;

    private static final long SLAB_BYTES = 64 << 10;
    private static final int FEWEST_BLOCKS = 8;
    /** Slabs begin on a cache line, so blocks whose size is a multiple of a line share no line. */
    private static final long LINE_BYTES = 64;

    private final long blockBytes;
    private final MemoryCounters counters;
    private final FreeStacks<Slot> free = new FreeStacks<>();

    /** Held while a slab is taken from the system. */
    private final ReentrantLock growing = new ReentrantLock();
    // under growing: what calloc gave
    private final List<MemorySegment> reserved = new ArrayList<>();
    // under growing; read by any thread
    private volatile @Nullable Slab newest;

    /** Memory from which slots are cut, from its beginning to its end. */
    private record Slab(MemorySegment memory, int blocks, AtomicInteger cut) {
    }

    SlabClass(long blockBytes, MemoryCounters counters) {
        this.blockBytes = blockBytes;
        this.counters = counters;
    }

    boolean isLarge() {
        return blockBytes >= LARGE_BYTES;
    }

    /**
     * Takes a slot that nobody uses: one that was freed, or a new one.
     *
     * @throws OutOfMemoryError if a slab is needed and there is no memory
     */
    Slot take() {
        Slot slot = free.take();
        while (slot == null) {
            Slab slab = newest;
            slot = slab == null ? null : cut(slab);
            if (slot == null) {
                grow(slab);
            }
        }
        return slot;
    }

    private @Nullable Slot cut(Slab slab) {
        if (slab.cut.get() >= slab.blocks) {
            return null;
        }
        int index = slab.cut.getAndIncrement();
        return index >= slab.blocks ? null : new Slot(this, slab.memory.asSlice(index * blockBytes, blockBytes));
    }

    private void grow(@Nullable Slab full) {
        growing.lock();
        try {
            if (newest != full) {
                return;
            }
            int blocks = isLarge() ? 1 : (int) Math.max(FEWEST_BLOCKS, SLAB_BYTES / blockBytes);
            MemorySegment whole = CLibrary.calloc(blocks * blockBytes + LINE_BYTES, blockBytes);
            reserved.add(whole);
            counters.reserved(whole.byteSize());
            long start = -whole.address() & (LINE_BYTES - 1);
            newest = new Slab(whole.asSlice(start, blocks * blockBytes), blocks, new AtomicInteger());
        } finally {
            growing.unlock();
        }
    }

    /** Takes back the slot of a freed block. The count comes last, because after it the slabs may be freed. */
    void giveBack(Slot slot, long bytes) {
        free.put(slot);
        counters.freed(bytes);
    }

    /** Gives all slabs back to the system. Called once, when no block is left and no more is allocated. */
    void freeSlabs() {
        growing.lock();
        try {
            newest = null;
            for (MemorySegment whole : reserved) {
                CLibrary.free(whole);
                counters.reserved(-whole.byteSize());
            }
            reserved.clear();
        } finally {
            growing.unlock();
        }
    }
}
