// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.stillpoint.reclaim.memory.BlockAllocator;
import dev.stillpoint.reclaim.memory.NativeBlock;
import dev.stillpoint.reclaim.memory.QuarantineAllocator;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What readers find: its age on the heap, where it cannot be lost, and a block of native memory that says whose it is.
 * The blocks are slabs, used again as soon as they are free, so a stale read finds poison or another element's number
 * and never crashes.
 */
final class Element {

    /** An element that is this old has been freed. */
    static final int FREED = 10;
    /** An element that is this old is freed next. */
    static final int OLDEST = FREED - 1;

    private static final int BYTES = 64;
    private static final int LAST_WORD = BYTES - Long.BYTES;
    private static final VarHandle AGE = fieldVarHandle(lookup(), "age", VarHandle.class, Element.class, int.class);

    /** The next one in the updater's chain; updater only. A chain needs no memory of its own. */
    @Nullable Element next;

    private final long number;
    private final NativeBlock block;
    // updater writes, or who frees; readers read
    volatile int age;

    Element(long number) {
        this.number = number;
        block = BlockAllocator.slabs().allocate(BYTES);
        try {
            block.segment().set(ValueLayout.JAVA_LONG, 0, number);
            block.segment().set(ValueLayout.JAVA_LONG, LAST_WORD, ~number);
        } catch (VirtualMachineError e) {
            block.reclaim();
            throw e;
        }
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

    /**
     * Poisons the memory and gives it back. This needs no memory of the heap.
     *
     * @throws IllegalStateException if it was freed before
     */
    void free() {
        if ((int) AGE.getAndSet(this, FREED) == FREED) {
            throw new IllegalStateException(this + " is freed twice");
        }
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
