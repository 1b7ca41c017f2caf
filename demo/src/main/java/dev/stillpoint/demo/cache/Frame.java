// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.cache;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A place for a block in a {@link PinnedCache}, and the count of its readers.
 *
 * <pre>
 *   TAKEN -> 0        // whoever has taken it gives it back
 *   n     -> n + 1    // a reader pins it
 *   n + 1 -> n        // that reader is done
 *   0     -> TAKEN    // nobody reads it, and its block is to make room
 * </pre>
 */
final class Frame {

    private static final int TAKEN = -1;
    private static final int NONE = -1;
    /** More uses are not counted, as in the map of {@link GuardedCache}. */
    private static final int MOST_USES = 3;

    private final MemorySegment memory;
    private final MemorySegment shown;
    // how many readers, or TAKEN; any thread, CAS
    private final AtomicInteger pins = new AtomicInteger();
    // written by whoever has taken the frame, read by who has pinned or taken it
    private int number = NONE;
    // any thread, plain: uses may be lost
    private int uses;

    Frame(MemorySegment memory) {
        this.memory = memory;
        shown = memory.asReadOnly();
    }

    // -- readers

    /**
     * Keeps the frame as it is.
     *
     * @return whether it has this block; if not, nothing was pinned
     */
    boolean pin(int wanted) {
        int count = pins.get();
        while (count != TAKEN) {
            if (pins.compareAndSet(count, count + 1)) {
                // Only now does the number stay: the frame could have been recycled since it was found.
                if (number == wanted) {
                    uses = Math.min(MOST_USES, uses + 1);
                    return true;
                }
                unpin();
                return false;
            }
            count = pins.get();
        }
        return false;
    }

    void unpin() {
        pins.getAndDecrement();
    }

    /** The block, for who has pinned the frame; read-only. */
    MemorySegment block() {
        return shown;
    }

    // -- whoever makes room

    /** Takes one use away. Returns whether there was one. */
    boolean takeUse() {
        int seen = uses;
        uses = Math.max(0, seen - 1);
        return seen > 0;
    }

    /** Returns whether nobody read the frame: it is the caller's now. */
    boolean take() {
        return pins.compareAndSet(0, TAKEN);
    }

    /** The block that is in the frame; for who has pinned or taken it. */
    int number() {
        return number;
    }

    /** Puts a block into a frame that the caller has taken, and gives it back. */
    void fill(int newNumber, MemorySegment block) {
        MemorySegment.copy(block, 0, memory, 0, Block.BYTES);
        number = newNumber;
        uses = 0;
        giveBack();
    }

    /** The caller has taken the frame, and needs it no more. */
    void giveBack() {
        pins.set(0);
    }
}
