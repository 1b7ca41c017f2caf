// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench;

import dev.stillpoint.reclaim.Reclaimable;
import dev.stillpoint.reclaim.memory.BlockAllocator;
import dev.stillpoint.reclaim.memory.NativeBlock;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** One version of an off-heap array: what the contestants protect while it is read. */
final class LongTable implements Reclaimable {

    /** 8 MB: more than a core's own cache, less than what cores share. */
    static final int LENGTH = 1 << 20;

    private final NativeBlock block;
    private final MemorySegment longs;

    /** Every element is {@code value}. */
    LongTable(BlockAllocator allocator, int length, long value) {
        block = allocator.allocate((long) length * Long.BYTES);
        longs = block.segment();
        for (int i = 0; i < length; i++) {
            longs.setAtIndex(ValueLayout.JAVA_LONG, i, value);
        }
    }

    /**
     * All elements lie outside the range for which {@code Long.valueOf} keeps boxes: the generic result of a read
     * section then costs nothing once it is compiled, while a kept box would be fetched from memory.
     */
    static LongTable full() {
        return new LongTable(BlockAllocator.malloc(), LENGTH, 1L << 40);
    }

    /** Only while it is not freed; nobody checks. */
    long at(int index) {
        return longs.getAtIndex(ValueLayout.JAVA_LONG, index);
    }

    @Override
    public void reclaim() {
        block.reclaim();
    }

    @Override
    public long byteSize() {
        return block.byteSize();
    }
}
