// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.reclaiming;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Ranges of 32-bit addresses off the heap, found by binary search: a geographic table, reduced to its essence. Every
 * range has the table's version as its value, so an answer tells which table it came from.
 */
final class LookupTable {

    /** A power of two. */
    private static final int RANGES = 1 << 14;
    static final long BYTES = 2 * RANGES * ValueLayout.JAVA_INT.byteSize();
    private static final int ADDRESSES_PER_RANGE = 1 << (Integer.SIZE - 14);
    private static final long STEP = 6364136223846793005L;

    private final MemorySegment starts;
    private final MemorySegment values;

    /** Fills {@link #BYTES} of memory, which the caller frees when nobody looks up any more. */
    LookupTable(int version, MemorySegment memory) {
        starts = memory.asSlice(0, BYTES / 2);
        values = memory.asSlice(BYTES / 2, BYTES / 2);
        for (int i = 0; i < RANGES; i++) {
            starts.setAtIndex(ValueLayout.JAVA_INT, i, i * ADDRESSES_PER_RANGE);
            values.setAtIndex(ValueLayout.JAVA_INT, i, version);
        }
    }

    /**
     * Looks up {@link Service#LOOK_UPS} addresses that follow from {@code seed} and that the processor cannot guess.
     *
     * @return the version that all answers came from, or {@link Service#MIXED}
     */
    int reply(long seed) {
        long state = seed;
        int version = valueOf((int) (state >>> Integer.SIZE));
        boolean mixed = false;
        for (int i = 1; i < Service.LOOK_UPS; i++) {
            state = state * STEP + 1;
            mixed |= valueOf((int) (state >>> Integer.SIZE)) != version;
        }
        return mixed ? Service.MIXED : version;
    }

    private int valueOf(int address) {
        return values.getAtIndex(ValueLayout.JAVA_INT, rangeOf(address));
    }

    private int rangeOf(int address) {
        int low = 0;
        for (int half = RANGES / 2; half > 0; half /= 2) {
            if (Integer.compareUnsigned(starts.getAtIndex(ValueLayout.JAVA_INT, low + half), address) <= 0) {
                low += half;
            }
        }
        return low;
    }
}
