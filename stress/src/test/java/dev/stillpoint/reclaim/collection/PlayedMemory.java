// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * What the collections use in {@link PlayedClasses} in place of {@code Words} and {@code CLibrary}: memory that is an
 * array on the heap. Lincheck sees nothing of an access to a memory segment; before one to an element of an array it
 * may switch threads. That is so for the three accesses to a word that other threads write. What is plain in
 * {@code Words} belongs to one thread, or does not change any more, so it is one step with what comes before.
 *
 * <p>Each access is checked once it is made: what it meets must be allocated.
 */
public final class PlayedMemory {

    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);
    private static final long[] WORDS = new long[PlayedBlocks.WORDS];

    private PlayedMemory() {
    }

    // -- for Words

    public static long getAcquire(long address) {
        int index = PlayedBlocks.index(address);
        long word = (long) WORD.getAcquire(WORDS, index);
        PlayedBlocks.requireAllocated(address, Long.BYTES);
        return word;
    }

    public static void setRelease(long address, long word) {
        int index = PlayedBlocks.index(address);
        WORD.setRelease(WORDS, index, word);
        PlayedBlocks.requireAllocated(address, Long.BYTES);
    }

    public static boolean compareAndSet(long address, long expected, long word) {
        int index = PlayedBlocks.index(address);
        boolean done = WORD.compareAndSet(WORDS, index, expected, word);
        PlayedBlocks.requireAllocated(address, Long.BYTES);
        return done;
    }

    public static long get(long address) {
        int index = PlayedBlocks.index(address);
        long word = (long) WORD.get(WORDS, index);
        PlayedBlocks.requireAllocated(address, Long.BYTES);
        return word;
    }

    public static void set(long address, long word) {
        PlayedBlocks.set(address, word);
    }

    public static long getUnaligned(long address) {
        return writable(address, Long.BYTES).get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
    }

    public static byte getByte(long address) {
        return writable(address, 1).get(ValueLayout.JAVA_BYTE, 0);
    }

    public static void setByte(long address, byte word) {
        writable(address, 1).set(ValueLayout.JAVA_BYTE, 0, word);
    }

    public static void copy(byte[] from, long to) {
        writable(to, from.length).copyFrom(MemorySegment.ofArray(from));
    }

    public static MemorySegment readOnly(long address, long bytes) {
        return writable(address, bytes).asReadOnly();
    }

    public static MemorySegment writable(long address, long bytes) {
        if (bytes > 0) {
            PlayedBlocks.requireAllocated(address, bytes);
        }
        return MemorySegment.ofArray(WORDS).asSlice(address - PlayedBlocks.BASE, bytes);
    }

    static void put(int index, long word) {
        WORDS[index] = word;
    }

    static void fill(int from, int to, long word) {
        Arrays.fill(WORDS, from, to, word);
    }

    // -- for CLibrary

    public static long malloc(long bytes) {
        return PlayedBlocks.allocate(bytes);
    }

    public static long calloc(long bytes, long blockBytes) {
        long address = PlayedBlocks.allocate(bytes);
        int first = PlayedBlocks.index(address);
        fill(first, first + (int) (bytes / Long.BYTES), 0);
        return address;
    }

    public static void free(long address) {
        if (address != 0) {
            PlayedBlocks.free(address);
        }
    }
}
