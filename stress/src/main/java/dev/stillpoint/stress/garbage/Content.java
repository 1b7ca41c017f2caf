// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.garbage;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** What a version's memory says: its number, mixed with the place of each word. No two versions agree in one. */
public final class Content {

    private static final long SPREAD = 0x9E3779B97F4A7C15L;
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED;

    private Content() {
    }

    /** Writes all of it. */
    public static void write(MemorySegment memory, long number) {
        for (long at = 0; at < memory.byteSize(); at += Long.BYTES) {
            memory.set(WORD, at, word(number, at));
        }
    }

    /** The number of the version that the memory belongs to, by its first word. */
    public static long number(MemorySegment memory) {
        return memory.get(WORD, 0) - SPREAD;
    }

    /**
     * Whether all of a view is as it was written.
     *
     * @param start where in the version's memory the view begins
     */
    public static boolean isIntact(MemorySegment view, long start, long number) {
        for (long at = 0; at < view.byteSize(); at += Long.BYTES) {
            if (view.get(WORD, at) != word(number, start + at)) {
                return false;
            }
        }
        return true;
    }

    private static long word(long number, long at) {
        return number + SPREAD * (at + 1);
    }
}
