// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import dev.stillpoint.reclaim.memory.BlockAllocator;
import dev.stillpoint.reclaim.memory.NativeBlock;
import dev.stillpoint.reclaim.memory.QuarantineAllocator;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What readers find: its age on the heap, where it cannot be lost, and a block of native memory that says whose it is.
 * The blocks are slabs, used again as soon as they are free, so a stale read finds poison or another element's number
 * and never crashes.
 */
final class Element {

    /** An element that is this old has been freed. */
    static final int FREED = 10;

    private static final int BYTES = 64;
    private static final int LAST_WORD = BYTES - Long.BYTES;

    private final long number;
    private final NativeBlock block;
    // updater writes, or who frees; readers read
    private volatile int age;

    Element(long number) {
        this.number = number;
        block = BlockAllocator.slabs().allocate(BYTES);
        block.segment().set(ValueLayout.JAVA_LONG, 0, number);
        block.segment().set(ValueLayout.JAVA_LONG, LAST_WORD, ~number);
    }

    /** 0 while it is current, 1 once it is replaced, and one more with each grace period that began after that. */
    int age() {
        return age;
    }

    /** Whether the memory is still this element's. */
    boolean isIntact() {
        MemorySegment memory = block.segment();
        return memory.get(ValueLayout.JAVA_LONG, 0) == number
                && memory.get(ValueLayout.JAVA_LONG, LAST_WORD) == ~number;
    }

    /** Updater only. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void grow() {
        age++;
    }

    /** Poisons the memory and gives it back. */
    void free() {
        age = FREED;
        block.segment().fill(QuarantineAllocator.POISON);
        block.reclaim();
    }

    static long bytes() {
        return BYTES;
    }

    @Override
    public String toString() {
        return "element %d of age %d".formatted(number, age);
    }
}
