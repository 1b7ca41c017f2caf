// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import dev.stillpoint.reclaim.memory.raw.CLibrary;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where the buckets of a map lie. The first bits of a hash say in which of them it belongs, so a bucket's range is
 * contiguous in the list, and twice as many buckets split each range in the middle.
 *
 * <p>Buckets do not move. Level 0 is the first bucket, and each further level has as many as all before it together:
 * those with an odd number when there are {@code 2^level}. An even number is that of a bucket of an earlier level.
 *
 * <p>Immutable, but for the buckets themselves.
 */
final class BucketTable {

    static final int FEWEST_BITS = 4;
    static final int MOST_BITS = 30;

    /** There are {@code 2^bits} buckets. */
    final int bits;
    /** Addresses, by level; one level more than {@code bits} says while the last one is being given up. */
    private final long[] levels;
    /** Who gives up the last level; null if nobody does. */
    final @Nullable Object shrinking;

    private BucketTable(int bits, long[] levels, @Nullable Object shrinking) {
        this.bits = bits;
        this.levels = levels;
        this.shrinking = shrinking;
    }

    /**
     * The fewest buckets that there are.
     *
     * @throws OutOfMemoryError if there is no memory; nothing is left of it
     */
    static BucketTable create() {
        long[] levels = new long[FEWEST_BITS + 1];
        BucketTable table = new BucketTable(FEWEST_BITS, levels, null);
        try {
            for (int level = 0; level <= FEWEST_BITS; level++) {
                levels[level] = allocate(level);
            }
            return table;
        } catch (Throwable e) {
            table.free();
            throw e;
        }
    }

    private static long allocate(int level) {
        long bytes = bytes(level);
        return CLibrary.calloc(bytes, bytes);
    }

    static long bytes(int level) {
        return (long) Node.BUCKET_BYTES << Math.max(0, level - 1);
    }

    long size() {
        return 1L << bits;
    }

    /** The bytes of all buckets. */
    long bytes() {
        return Node.BUCKET_BYTES * (1L << (levels.length - 1));
    }

    /** In which bucket a hash belongs. */
    int indexOf(long hash) {
        return (int) (hash >>> (Long.SIZE - bits));
    }

    /** Where the range of a bucket begins. */
    long firstHash(int index) {
        return (long) index << (Long.SIZE - bits);
    }

    /** Where it ends; 0 for the last one. */
    long endHash(int index) {
        return (index + 1L) << (Long.SIZE - bits);
    }

    /** The address of a bucket. */
    long bucket(int index) {
        if (index == 0) {
            return levels[0];
        }
        int zeros = Integer.numberOfTrailingZeros(index);
        return levels[bits - zeros] + ((long) (index >>> (zeros + 1)) * Node.BUCKET_BYTES);
    }

    long lastLevel() {
        return levels[levels.length - 1];
    }

    /**
     * Twice as many buckets.
     *
     * @throws OutOfMemoryError if there is no memory
     */
    BucketTable grown() {
        if (shrinking != null) {
            return new BucketTable(bits + 1, levels, null);
        }
        long[] grown = Arrays.copyOf(levels, levels.length + 1);
        BucketTable table = new BucketTable(bits + 1, grown, null);
        grown[levels.length] = allocate(bits + 1);
        return table;
    }

    /** Gives back what {@link #grown} has made, if no other thread knows it. */
    void freeLevelOf(BucketTable grown) {
        if (shrinking == null) {
            CLibrary.free(grown.lastLevel());
        }
    }

    /** Half as many buckets. Those of the last level are still there. */
    BucketTable shrinking(Object by) {
        return new BucketTable(bits - 1, levels, by);
    }

    /** The same without the level that was given up. */
    BucketTable shrunk() {
        return new BucketTable(bits, Arrays.copyOf(levels, levels.length - 1), null);
    }

    /** Frees all buckets. If this throws, it can be called again. */
    void free() {
        for (int level = 0; level < levels.length; level++) {
            CLibrary.free(levels[level]);
            levels[level] = 0;
        }
    }
}
