// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.memory;

import dev.stillpoint.reclaim.checked.CheckedMode;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/** A place for one block in a slab. It exists as long as the slab, and holds one block after the other. */
final class Slot implements Consumer<MemorySegment> {

    /** Up to this size a block is cleared faster without a call. */
    private static final int FEW_BYTES = 256;

    private final SlabClass sizeClass;
    private final MemorySegment memory;
    // only the thread that has popped the slot, or is about to push it
    private boolean dirty;

    Slot(SlabClass sizeClass, MemorySegment memory) {
        this.sizeClass = sizeClass;
        this.memory = memory;
    }

    /** A new, zero-filled block in this slot. */
    NativeBlock block(long bytes) {
        MemorySegment segment = memory.asSlice(0, bytes);
        if (dirty) {
            clear(segment);
        }
        return new NativeBlock(segment, this);
    }

    private static void clear(MemorySegment segment) {
        if (segment.byteSize() <= FEW_BYTES) {
            segment.fill((byte) 0);
        } else {
            CLibrary.zero(segment);
        }
    }

    /**
     * Frees the block that is here. {@link NativeBlock#reclaim()} calls this once for each block. The slot's memory
     * stays mapped. The pages of a large slot are given back, except in checked mode, where they show the poison.
     */
    @Override
    public void accept(MemorySegment freed) {
        boolean released = sizeClass.isLarge() && !CheckedMode.ENABLED && Pages.release(memory);
        dirty = !released;
        sizeClass.giveBack(this, freed.byteSize());
    }
}
