// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.memory;

import dev.stillpoint.reclaim.DemotionLimits;

/**
 * Allocates off-heap blocks that are freed one by one, by any thread.
 *
 * <p>Unlike {@code Arena.ofShared().close()}, freeing a block does not stop every thread of the JVM: nothing checks
 * whether a thread still reads it. A grace period takes the place of that check, so blocks are retired, not freed by
 * hand.
 */
public interface BlockAllocator {

    /**
     * A zero-filled block, aligned to 16 bytes.
     *
     * @param bytes at least 1
     * @throws IllegalArgumentException if the size is not positive
     * @throws OutOfMemoryError if there is no memory; nothing was allocated
     */
    NativeBlock allocate(long bytes);

    /** Bytes that were allocated here and not freed. */
    long allocatedBytes();

    /** All figures of this allocator. */
    NativeMemory memory();

    /**
     * This allocator, but each block gets a scope of its own, which the block's segment and all that is made of it
     * share. A reclaimer with {@link DemotionLimits} can then tell whether anybody still reaches the block, so a reader
     * that does not leave keeps the blocks that it reaches and no others.
     *
     * <p>Reach these blocks through their segments only: their slices, read-only views and byte buffers. A block whose
     * address was taken as a number, or stored off the heap, can be freed while somebody uses that.
     *
     * <p>A scope costs three small objects and some tens of nanoseconds for each block, and each access to the segment
     * reads whether it is open.
     */
    default BlockAllocator withOwnScopes() {
        return new OwnScopes(this);
    }

    /** The C library's allocator. Large blocks return to the operating system when they are freed. */
    static BlockAllocator malloc() {
        return MallocAllocator.INSTANCE;
    }

    /**
     * Slabs that stay mapped as long as the process lives, so that a stale read never crashes. {@link SlabAllocator}
     * tells what they cost, and makes slabs that can be closed.
     */
    static BlockAllocator slabs() {
        return ProcessSlabs.INSTANCE;
    }
}
