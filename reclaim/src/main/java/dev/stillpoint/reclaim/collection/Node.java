// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import dev.stillpoint.reclaim.memory.raw.Words;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * How an entry of a map, or an element of another collection, lies in memory. A node is named by its address; this
 * class holds no object for it.
 *
 * <pre>
 *   0  the next node, and marks in its lowest bits: see HashList
 *   8  the hash of the key; of a bucket, where its range begins
 *  16  one word, so that a reader needs one access: in its lowest 32 bits the length of the value in bytes, then in 16
 *      that of the key, then in a byte how often it was used lately: see ClockHand; then a bit, if it has a weight
 *  24  the key, and up to seven bytes so that what follows is aligned
 *      the value
 *      the weight, if it has one, in eight bytes after up to seven so that they are aligned
 * </pre>
 *
 * A bucket has the first two words only. What a stack or a queue holds is the value of a node without a key; what a
 * sorted set holds is the key of a node without a value, and the first eight bytes of that key are its hash.
 */
final class Node {

    static final int NEXT = 0;
    static final int HASH = 8;
    /** Of a bucket. */
    static final int BUCKET_BYTES = 16;

    static final int LONGEST_KEY = Character.MAX_VALUE;

    /** More uses are not counted: they would keep an entry for as many rounds of a {@link ClockHand}. */
    static final int MOST_USES = 3;

    private static final int LENGTHS = 16;
    private static final int KEY_LENGTH_SHIFT = Integer.SIZE;
    /** The byte is written alone, so that no two writers undo what the other wrote. */
    private static final int USES = LENGTHS + (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 6 : 1);
    private static final long HAS_WEIGHT = 1L << 56;
    private static final int KEY = 24;

    private Node() {
    }

    /** The size of a node without a weight. */
    static long bytes(int keyLength, long valueLength) {
        return KEY + align(keyLength) + valueLength;
    }

    /** The size of a node with a weight. */
    static long bytesWithWeight(int keyLength, long valueLength) {
        return bytes(keyLength, align(valueLength)) + Long.BYTES;
    }

    private static long align(long length) {
        return (length + 7) & -8L;
    }

    /**
     * A node with its key, in no list and with an empty value.
     *
     * @param key null if the hash says all
     * @throws OutOfMemoryError if there is no memory
     */
    static long create(NodeMemory memory, long hash, byte @Nullable [] key, int valueLength) {
        int keyLength = key == null ? 0 : key.length;
        long bytes = bytes(keyLength, valueLength);
        long node = memory.allocate(bytes);
        boolean filled = false;
        try {
            fill(node, hash, key, valueLength);
            filled = true;
        } finally {
            if (!filled) {
                memory.free(node, bytes);
            }
        }
        return node;
    }

    /** Makes a node, as {@link #create} does, of memory that is there and has its {@link #bytes(int, long)}. */
    static void fill(long node, long hash, byte @Nullable [] key, int valueLength) {
        Words.set(node + NEXT, 0);
        Words.set(node + HASH, hash);
        long keyLength = key == null ? 0 : key.length;
        Words.set(node + LENGTHS, valueLength | keyLength << KEY_LENGTH_SHIFT);
        if (key != null) {
            Words.copy(key, node + KEY);
        }
    }

    /** Gives a weight to a node that was filled just now, and has its {@link #bytesWithWeight}. */
    static void setWeight(long node, int weight) {
        long lengths = lengths(node);
        Words.set(node + LENGTHS, lengths | HAS_WEIGHT);
        Words.set(weightAddress(node, lengths), weight);
    }

    /** The weight of a node; 1 if it was given none. */
    static long weight(long node) {
        long lengths = lengths(node);
        return hasWeight(lengths) ? Words.get(weightAddress(node, lengths)) : 1;
    }

    private static boolean hasWeight(long lengths) {
        return (lengths & HAS_WEIGHT) != 0;
    }

    private static long weightAddress(long node, long lengths) {
        return valueAddress(node, lengths) + align(valueLength(lengths));
    }

    static long bytes(long node) {
        long lengths = lengths(node);
        int key = keyLength(lengths);
        int value = valueLength(lengths);
        return hasWeight(lengths) ? bytesWithWeight(key, value) : bytes(key, value);
    }

    private static long lengths(long node) {
        return Words.get(node + LENGTHS);
    }

    private static int valueLength(long lengths) {
        return (int) lengths;
    }

    private static int keyLength(long lengths) {
        return (char) (lengths >>> KEY_LENGTH_SHIFT);
    }

    static long hash(long node) {
        return Words.get(node + HASH);
    }

    static MemorySegment key(long node) {
        return Words.readOnly(node + KEY, keyLength(lengths(node)));
    }

    static MemorySegment value(long node) {
        long lengths = lengths(node);
        return Words.readOnly(valueAddress(node, lengths), valueLength(lengths));
    }

    /** The value of a node that nobody else knows yet. */
    static MemorySegment valueToFill(long node) {
        long lengths = lengths(node);
        return Words.writable(valueAddress(node, lengths), valueLength(lengths));
    }

    private static long valueAddress(long node, long lengths) {
        return node + KEY + align(keyLength(lengths));
    }

    /** Whether the key of a node has these bytes. */
    static boolean hasKey(long node, byte[] key) {
        return keyLength(lengths(node)) == key.length && KeyBytes.equal(key, node + KEY);
    }

    /** Whether the key of a node comes after these bytes, in the order of {@link KeyBytes#compare}. */
    static boolean isAfter(long node, byte[] key) {
        return KeyBytes.compare(key, node + KEY, keyLength(lengths(node))) < 0;
    }

    // -- how often it was used lately

    /** A node was read. Threads that count at once may count one use. */
    static void addUse(long node) {
        int uses = uses(node);
        if (uses < MOST_USES) {
            setUses(node, uses + 1);
        }
    }

    /** Takes a use away, if there is one. Returns whether there was. */
    static boolean takeUse(long node) {
        int uses = uses(node);
        if (uses == 0) {
            return false;
        }
        setUses(node, uses - 1);
        return true;
    }

    /**
     * A node that nobody knows yet is about to take the place of another, or of none (0): what was used stays used, and
     * to write is to use.
     */
    static void inheritUses(long fresh, long replaced) {
        setUses(fresh, replaced == 0 ? 0 : Math.min(uses(replaced) + 1, MOST_USES));
    }

    private static int uses(long node) {
        return Words.getByte(node + USES);
    }

    private static void setUses(long node, int uses) {
        Words.setByte(node + USES, (byte) uses);
    }
}
