// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import dev.stillpoint.reclaim.memory.raw.Words;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Hashes keys, and compares and orders them with keys off the heap. */
final class KeyBytes {

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private static final int WORD_BYTES = Long.BYTES;

    /** Odd, with as many ones as zeros, from the digits of the golden ratio and of the square root of three. */
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final long ROOT = 0xBB67AE8584CAA73BL;

    private KeyBytes() {
    }

    /**
     * A hash of all bytes. Words are folded in by a product of 128 bits whose halves are added without carry: each bit
     * of a word changes about half of the bits of the hash. Who does not know the seed cannot easily make keys that
     * collide.
     */
    static long hash(byte[] key, long seed) {
        int length = key.length;
        long hash = seed ^ (length * GOLDEN);
        int i = 0;
        for (; i + WORD_BYTES <= length; i += WORD_BYTES) {
            hash = fold(hash ^ word(key, i), GOLDEN) ^ seed;
        }
        if (i < length) {
            hash = fold(hash ^ rest(key, i), ROOT) ^ seed;
        }
        return fold(hash, ROOT) ^ mix(hash);
    }

    private static long fold(long a, long b) {
        return Math.multiplyHigh(a, b) ^ (a * b);
    }

    private static long word(byte[] key, int index) {
        return (long) WORD.get(key, index);
    }

    /** The last bytes, fewer than eight, and of a longer key those before them too. */
    private static long rest(byte[] key, int begin) {
        if (key.length >= WORD_BYTES) {
            return word(key, key.length - WORD_BYTES);
        }
        long rest = 0;
        for (int i = begin; i < key.length; i++) {
            rest = (rest << Byte.SIZE) | (key[i] & 0xFF);
        }
        return rest;
    }

    /**
     * Scatters a number, so that each bit of it changes about half of the bits of the result, and no two numbers give
     * the same. Source: Stafford, Better Bit Mixing, variant 13, as in {@code SplittableRandom}.
     */
    static long mix(long number) {
        long mixed = (number ^ (number >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    /** The number that {@link #mix} has scattered to this. */
    static long unmix(long mixed) {
        long number = (mixed ^ (mixed >>> 31) ^ (mixed >>> 62)) * 0x319642B2D24D8EC3L;
        number = (number ^ (number >>> 27) ^ (number >>> 54)) * 0x96DE1B173F119089L;
        return number ^ (number >>> 30) ^ (number >>> 60);
    }

    /** Whether the bytes at the address are those of the array. */
    static boolean equal(byte[] key, long address) {
        int last = key.length - WORD_BYTES;
        for (int i = 0; i < last; i += WORD_BYTES) {
            if (word(key, i) != Words.getUnaligned(address + i)) {
                return false;
            }
        }
        if (last >= 0) {
            return word(key, last) == Words.getUnaligned(address + last);
        }
        for (int i = 0; i < key.length; i++) {
            if (key[i] != Words.getByte(address + i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The first eight bytes as an unsigned number, the first byte weighing most; those that are missing count as 0. Of
     * keys that are in order these are in order, or equal.
     */
    static long prefix(byte[] key) {
        long prefix = 0;
        for (int i = 0; i < WORD_BYTES; i++) {
            prefix = (prefix << Byte.SIZE) | (i < key.length ? key[i] & 0xFF : 0);
        }
        return prefix;
    }

    /**
     * Compares the array with the bytes at the address: byte by byte, without signs, the shorter one first if one
     * begins as the other.
     *
     * @return negative if the array is the lesser one, 0 if they are equal, positive if it is the greater one
     */
    static int compare(byte[] key, long address, int length) {
        int common = Math.min(key.length, length);
        int i = 0;
        while (i + WORD_BYTES <= common && word(key, i) == Words.getUnaligned(address + i)) {
            i += WORD_BYTES;
        }
        for (; i < common; i++) {
            int difference = (key[i] & 0xFF) - (Words.getByte(address + i) & 0xFF);
            if (difference != 0) {
                return difference;
            }
        }
        return key.length - length;
    }
}
