// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Which words of {@link PlayedMemory} are allocated. What is freed is given out again first, as {@code malloc} does, so
 * that whoever still holds its address meets another node there. Lincheck looks at none of this: each method is one
 * step with the access beside it.
 */
public final class PlayedBlocks {

    /** The address of the first word. Who follows a null or a small number is found out. */
    static final long BASE = 1 << 16;
    static final int WORDS = 1 << 10;

    private static final int ALIGNMENT = 16;
    private static final long POISON = 0xDEAD_DEAD_DEAD_DEADL;

    /** The block to which a word belongs, by the address at which it begins; 0 if it belongs to none. */
    private static final long[] BLOCKS = new long[WORDS];
    private static final Map<Long, Deque<Long>> FREED = new HashMap<>();

    private static long end;
    private static int allocated;
    private static String wrong;
    private static boolean saysNothing;

    private PlayedBlocks() {
    }

    /** Nothing is allocated, and nothing is wrong. */
    static void begin() {
        Arrays.fill(BLOCKS, 0);
        FREED.clear();
        end = BASE;
        allocated = 0;
        wrong = null;
        saysNothing = false;
    }

    /** From now on memory that is not allocated can be used, and is overwritten by nobody but its next owner. */
    static void sayNothing() {
        saysNothing = true;
    }

    static long allocate(long bytes) {
        long rounded = (bytes + ALIGNMENT - 1) & -ALIGNMENT;
        Long again = FREED.computeIfAbsent(rounded, _ -> new ArrayDeque<>()).pollLast();
        long address = again != null ? again : end;
        if (again == null) {
            end += rounded;
        }
        Arrays.fill(BLOCKS, index(address), index(address + rounded), address);
        poison(index(address), index(address + rounded));
        allocated++;
        return address;
    }

    static void free(long address) {
        int first = index(address);
        if (address % ALIGNMENT != 0 || BLOCKS[first] != address) {
            throw wrong("%x is freed, and is not the beginning of a block".formatted(address));
        }
        int last = first;
        while (last < WORDS && BLOCKS[last] == address) {
            BLOCKS[last++] = 0;
        }
        poison(first, last);
        FREED.get((long) (last - first) * Long.BYTES).addLast(address);
        allocated--;
    }

    private static void poison(int from, int to) {
        if (!saysNothing) {
            PlayedMemory.fill(from, to, POISON);
        }
    }

    /** Fails if what was accessed is not allocated, and remembers that. */
    static void requireAllocated(long address, long bytes) {
        long block = BLOCKS[index(address)];
        if (saysNothing) {
            return;
        }
        if (block == 0 || BLOCKS[index(address + bytes - 1)] != block) {
            throw wrong("%x is accessed, and is not allocated".formatted(address));
        }
    }

    static void set(long address, long word) {
        requireAllocated(address, Long.BYTES);
        PlayedMemory.put(index(address), word);
    }

    static int index(long address) {
        long index = (address - BASE) / Long.BYTES;
        if (address < BASE || index >= WORDS) {
            throw wrong("%x is no address".formatted(address));
        }
        return (int) index;
    }

    private static AssertionError wrong(String what) {
        wrong = what;
        return new AssertionError(what);
    }

    /** Fails if anything was wrong, though nobody may have heard of it, or if something is still allocated. */
    static void end() {
        if (wrong != null) {
            throw new AssertionError(wrong);
        }
        if (allocated != 0) {
            throw new AssertionError(allocated + " blocks were not freed");
        }
    }
}
