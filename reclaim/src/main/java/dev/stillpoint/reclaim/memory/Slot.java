// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.memory;

import dev.stillpoint.reclaim.checked.CheckedMode;
import dev.stillpoint.reclaim.memory.FreeStacks.Link;
import dev.stillpoint.reclaim.memory.raw.CLibrary;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A place for one block in a slab. It exists as long as the slab, and holds one block after the other. */
final class Slot implements Consumer<MemorySegment> {

    /** Up to this size a block is cleared faster without a call. */
    private static final int FEW_BYTES = 256;

    static {
        // What the JDK initialises with the first of these must not fail where the first slot is used again.
        MemorySegment.ofArray(new byte[Long.BYTES]).fill((byte) 0);
    }

    private final SlabClass sizeClass;
    private final MemorySegment memory;
    // only the thread that has taken the slot, or is about to put it back
    private boolean dirty;
    // the same: by which the slot is put back
    private @Nullable Link<Slot> place;

    Slot(SlabClass sizeClass, MemorySegment memory) {
        this.sizeClass = sizeClass;
        this.memory = memory;
    }

    /** A new, zero-filled block in this slot, which was taken from its place. If it throws, it changes nothing. */
    NativeBlock block(long bytes, Link<Slot> takenFrom, MemoryCounters counters) {
        place = takenFrom;
        MemorySegment segment = memory.asSlice(0, bytes);
        if (dirty) {
            clear(segment);
        }
        return new NativeBlock(segment, this, counters);
    }

    private static void clear(MemorySegment segment) {
        if (segment.byteSize() <= FEW_BYTES) {
            segment.fill((byte) 0);
        } else {
            CLibrary.zero(segment.address(), segment.byteSize());
        }
    }

    /**
     * Puts the slot of a freed block back. {@link NativeBlock#reclaim()} calls this once for each block, and again only
     * if it threw. The slot's memory stays mapped. The pages of a large slot are given back, except in checked mode,
     * where they show the poison.
     */
    @Override
    public void accept(MemorySegment freed) {
        dirty = true;
        if (sizeClass.isLarge() && !CheckedMode.ENABLED) {
            dirty = !Pages.release(memory.address(), memory.byteSize());
        }
        sizeClass.putBack(Objects.requireNonNull(place, "set when the slot was taken"));
    }
}
