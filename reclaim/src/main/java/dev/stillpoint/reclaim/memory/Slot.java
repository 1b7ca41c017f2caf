package dev.stillpoint.reclaim.memory;

import dev.stillpoint.reclaim.checked.CheckedMode;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/** A place for one block in a slab. It exists as long as the slab, and holds one block after the other. */
final class Slot implements Consumer<MemorySegment> {

    /** So many are cleared faster without a call. */
    private static final int FEW_BYTES = 256;

    private final SlabClass sizeClass;
    private final MemorySegment memory;
    // whoever has popped the slot, or is about to push it
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
     * Frees the block that is here; called once for each, by {@link NativeBlock#reclaim()}. The slot's memory stays
     * mapped. Of a large one the pages are given back, except in checked mode, where they show the poison.
     */
    @Override
    public void accept(MemorySegment freed) {
        boolean released = sizeClass.isLarge() && !CheckedMode.ENABLED && Pages.release(memory);
        dirty = !released;
        sizeClass.giveBack(this, freed.byteSize());
    }
}
