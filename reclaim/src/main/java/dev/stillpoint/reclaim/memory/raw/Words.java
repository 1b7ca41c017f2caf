// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.memory.raw;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * Reads and writes memory by its address, for structures that link their parts by addresses. Nothing checks an address:
 * one that is wrong crashes the JVM or, worse, does not. Longer words are aligned to their size.
 */
public final class Words {

    /** All that there is. Its scope is always alive, and each address is the offset of what lies there. */
    @SuppressWarnings("restricted") // the flag is on the README's first screen
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    private static final MemorySegment READ_ONLY_MEMORY = MEMORY.asReadOnly();
    private static final VarHandle WORD = JAVA_LONG.varHandle();

    private Words() {
    }

    /** A word that other threads write: what they wrote before it is seen, too. */
    public static long getAcquire(long address) {
        // Pairs with Words.compareAndSet and Words.setRelease: what was written before them.
        return (long) WORD.getAcquire(MEMORY, address);
    }

    /** Writes a word after everything that this thread has written before. */
    public static void setRelease(long address, long word) {
        // Pairs with Words.getAcquire: who sees this sees what was written before.
        WORD.setRelease(MEMORY, address, word);
    }

    /** Replaces a word if it is the expected one; with the effects of a volatile write if it does. */
    public static boolean compareAndSet(long address, long expected, long word) {
        // Pairs with Words.getAcquire: who sees this sees what was written before.
        return WORD.compareAndSet(MEMORY, address, expected, word);
    }

    public static long get(long address) {
        return MEMORY.get(JAVA_LONG, address);
    }

    public static void set(long address, long word) {
        MEMORY.set(JAVA_LONG, address, word);
    }

    public static long getUnaligned(long address) {
        return MEMORY.get(JAVA_LONG_UNALIGNED, address);
    }

    public static byte getByte(long address) {
        return MEMORY.get(JAVA_BYTE, address);
    }

    public static void setByte(long address, byte word) {
        MEMORY.set(JAVA_BYTE, address, word);
    }

    /** Copies an array to an address. */
    public static void copy(byte[] from, long to) {
        MemorySegment.copy(from, 0, MEMORY, JAVA_BYTE, to, from.length);
    }

    /** The memory at an address, which can be read only. */
    public static MemorySegment readOnly(long address, long bytes) {
        return READ_ONLY_MEMORY.asSlice(address, bytes);
    }

    /** The memory at an address. */
    public static MemorySegment writable(long address, long bytes) {
        return MEMORY.asSlice(address, bytes);
    }
}
