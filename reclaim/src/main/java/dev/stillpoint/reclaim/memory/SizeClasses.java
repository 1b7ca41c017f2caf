// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.memory;

/**
 * The sizes of the blocks that are cut from slabs: multiples of 16 up to 128, then four to each doubling. So rounding
 * loses at most 15 bytes of a block of up to 128 bytes, and less than a quarter of the size of a larger one.
 */
final class SizeClasses {

    /** Larger blocks do not exist on any machine. */
    static final long LARGEST = 1L << 60;

    private static final int GRANULE_BITS = 4;
    private static final int LINEAR_BITS = 7;
    private static final int LINEAR_CLASSES = 1 << (LINEAR_BITS - GRANULE_BITS);
    private static final int STEP_BITS = 2;
    private static final int STEPS = 1 << STEP_BITS;

    static final int COUNT = indexOf(LARGEST) + 1;

    private SizeClasses() {
    }

    /** The smallest class that holds {@code bytes}, from 1 to {@link #LARGEST}. */
    static int indexOf(long bytes) {
        long last = bytes - 1;
        if (last >>> LINEAR_BITS == 0) {
            return (int) (last >>> GRANULE_BITS);
        }
        int log = Long.SIZE - 1 - Long.numberOfLeadingZeros(last);
        int step = (int) (last >>> (log - STEP_BITS)) - STEPS;
        return LINEAR_CLASSES + (log - LINEAR_BITS) * STEPS + step;
    }

    /** The size of the blocks of a class. */
    static long bytesOf(int index) {
        if (index < LINEAR_CLASSES) {
            return (index + 1L) << GRANULE_BITS;
        }
        int doubling = (index - LINEAR_CLASSES) / STEPS;
        int step = (index - LINEAR_CLASSES) % STEPS;
        return (STEPS + 1L + step) << (doubling + LINEAR_BITS - STEP_BITS);
    }
}
