// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.cache;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How a block lies in the file and in memory. Numbers are little-endian.
 *
 * <pre>
 *    0  CRC32C of all that follows, an int
 *    4  the mark of a block, an int
 *    8  its number in the file
 *   16  its version: how often it was rewritten
 *   24  how many blocks the file has, so that a file that lost whole blocks is noticed
 *   32  the content: made of number and version, so no two blocks are alike in any part
 * </pre>
 */
final class Block {

    static final int BYTES = 4096;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

    private static final int CHECKSUM = 0;
    private static final int MARK = 4;
    private static final int NUMBER = 8;
    private static final int VERSION = 16;
    private static final int COUNT = 24;
    private static final int CONTENT = 32;

    /** "BLK1". */
    private static final int THE_MARK = 0x314b_4c42;

    /** The step of a Weyl sequence, and the mixing function, of SplitMix64 (Steele, Lea and Flood, 2014). */
    private static final long WEYL = 0x9e37_79b9_7f4a_7c15L;

    private Block() {
    }

    /**
     * Makes a block.
     *
     * @param target {@link #BYTES} bytes
     * @param count how many blocks the file has
     */
    static void write(MemorySegment target, long number, long version, long count) {
        target.set(INT, MARK, THE_MARK);
        target.set(LONG, NUMBER, number);
        target.set(LONG, VERSION, version);
        target.set(LONG, COUNT, count);
        long state = mix(number * WEYL + version);
        for (int at = CONTENT; at < BYTES; at += Long.BYTES) {
            state += WEYL;
            target.set(LONG, at, mix(state));
        }
        target.set(INT, CHECKSUM, checksum(target));
    }

    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d0_49bb_1331_11ebL;
        return mixed ^ (mixed >>> 31);
    }

    private static int checksum(MemorySegment block) {
        CRC32C checksum = new CRC32C();
        checksum.update(block.asSlice(MARK).asByteBuffer());
        return (int) checksum.getValue();
    }

    /**
     * Verifies every byte of a block.
     *
     * @return what is wrong with it; null if nothing is
     */
    static @Nullable String problem(MemorySegment block, long number) {
        if (block.get(INT, MARK) != THE_MARK) {
            return "it is no block";
        }
        if (block.get(INT, CHECKSUM) != checksum(block)) {
            return "its checksum is wrong";
        }
        long found = block.get(LONG, NUMBER);
        return found == number ? null : "block " + found + " is in its place";
    }

    static long version(MemorySegment block) {
        return block.get(LONG, VERSION);
    }

    /** How many blocks the file has. */
    static long count(MemorySegment block) {
        return block.get(LONG, COUNT);
    }
}
