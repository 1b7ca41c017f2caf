// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import dev.stillpoint.reclaim.memory.raw.Words;
import org.jspecify.annotations.Nullable;

/**
 * The one list of all nodes and buckets of a map, in the order of their hashes; or of all nodes of a sorted set, which
 * has one bucket. All methods are called in a read section, and are given where to start: a bucket in the list, whose
 * range begins at the hash or before.
 */
final class HashList {

    /*
     * What it is. The ordered list of Harris (2001) with the unlinking of Michael (2002): who removes a node marks its
     * link first, so that nothing can be inserted behind it any more, and then unlinks it. Memory comes back by grace
     * periods instead of hazard pointers. Buckets lie in the list in front of the nodes of their range, as in the
     * split-ordered list of Shalev and Shavit (2006). A value is replaced as in liburcu's rculfhash (Desnoyers, 2012):
     * the compare-and-set that marks the old node puts the new one behind it.
     *
     * A word is the address of the next node, 0 at the end, and marks of the node in which it stands:
     *   REMOVED   the node is not in the map. The word never changes again.
     *   BUCKET    the node is a bucket.
     *   LINKED    the bucket is in the list, so one may start there. Set once it is.
     *
     * Invariants
     *   L1  Hashes never fall along the list, as unsigned numbers. A bucket comes before the nodes that have its hash.
     *       Of nodes with one hash the keys never fall, byte by byte without signs.
     *   L2  A word with REMOVED never changes. So whatever follows a removed node stays in the list as long as that
     *       node does.
     *   L3  Of the nodes without REMOVED no two have one key.
     *   L4  Who starts in a section at a bucket that is in the list reads only nodes that were in the list at some time
     *       since the section began: by L2, along the path. They are retired after that, so they are not freed before
     *       the section ends. For the same reason no word is compared with an address that was freed and used again.
     *
     * Linearization
     *   found      the read of the node's word, without REMOVED
     *   not found  the read of a word that leads past the key's place, from a node that is not removed at that time;
     *              or, on a path over removed nodes, the time at which the last of them was in the list
     *   insert     the compare-and-set of the word before it
     *   replace    the compare-and-set that marks the old node
     *   remove     the same
     *
     * Progress. Lock-free: a compare-and-set fails only because another one succeeded. Reading is wait-free as long as
     * nothing is inserted before the reader.
     */

    static final long REMOVED = 1;
    static final long BUCKET = 2;
    static final long LINKED = 4;

    private static final long MARKS = 7;

    private HashList() {
    }

    /**
     * Where something is, or belongs.
     *
     * @param before the node before it, which was not removed when it was read
     * @param beforeWord that node's word
     * @param node 0 if it is not there
     * @param word that node's word, without {@link #REMOVED}
     */
    record Place(long before, long beforeWord, long node, long word) {

        /** The node or bucket that comes there now; 0 at the end. */
        long following() {
            return address(beforeWord);
        }
    }

    static long address(long word) {
        return word & ~MARKS;
    }

    static boolean isBucket(long word) {
        return (word & BUCKET) != 0;
    }

    static boolean isLinked(long word) {
        return (word & LINKED) != 0;
    }

    static boolean isNode(long word) {
        return (word & (REMOVED | BUCKET)) == 0;
    }

    /**
     * The node of a key, or 0. Changes nothing.
     *
     * @param startWord the word of the bucket where to start
     * @param key null if the hash says all
     */
    static long lookUp(long startWord, long hash, byte @Nullable [] key) {
        long node = address(startWord);
        while (node != 0) {
            long word = Words.getAcquire(node);
            long seen = Node.hash(node);
            if (seen == hash) {
                if (isNode(word) && (key == null || Node.hasKey(node, key))) {
                    return node;
                }
            } else if (Long.compareUnsigned(seen, hash) > 0) {
                return 0;
            }
            node = address(word);
        }
        return 0;
    }

    /** The place of a key. Unlinks what is removed on the way. */
    static Place find(long start, long hash, byte @Nullable [] key) {
        return search(start, hash, key, true);
    }

    /** The place behind everything that has this hash or a lesser one. All of that which was removed is unlinked. */
    static Place sweep(long start, long hash) {
        return search(start, hash, null, false);
    }

    private static Place search(long start, long hash, byte @Nullable [] key, boolean stopsAtKey) {
        long before = start;
        long beforeWord = Words.getAcquire(start);
        while (true) {
            long node = address(beforeWord);
            if (node == 0) {
                return new Place(before, beforeWord, 0, 0);
            }
            long word = Words.getAcquire(node);
            if ((word & REMOVED) != 0) {
                if (Words.compareAndSet(before, beforeWord, relinked(beforeWord, address(word)))) {
                    beforeWord = relinked(beforeWord, address(word));
                } else {
                    before = start;
                    beforeWord = Words.getAcquire(start);
                }
                continue;
            }
            long seen = Node.hash(node);
            if (Long.compareUnsigned(seen, hash) > 0) {
                return new Place(before, beforeWord, 0, 0);
            }
            if (stopsAtKey && seen == hash && isNode(word)) {
                if (key == null || Node.hasKey(node, key)) {
                    return new Place(before, beforeWord, node, word);
                }
                if (Node.isAfter(node, key)) {
                    return new Place(before, beforeWord, 0, 0);
                }
            }
            before = node;
            beforeWord = word;
        }
    }

    /** A word with the same marks that leads to another node. */
    private static long relinked(long word, long node) {
        return node | (word & MARKS);
    }

    /** Puts a node that nobody knows yet at a place. If this returns false, look for the place again. */
    static boolean insert(Place place, long node) {
        Words.set(node, relinked(Words.get(node), place.following()));
        return Words.compareAndSet(place.before, place.beforeWord, relinked(place.beforeWord, node));
    }

    /**
     * Removes the node at a place, and puts another one that nobody knows yet there instead. If this returns false,
     * look for the place again. Otherwise {@link #unlink} it.
     */
    static boolean replace(Place place, long node) {
        Words.set(node, address(place.word));
        return Words.compareAndSet(place.node, place.word, node | REMOVED);
    }

    /** Removes a node or a bucket by its word as it was read. The rest is as in {@link #replace}. */
    static boolean mark(long node, long word) {
        return Words.compareAndSet(node, word, word | REMOVED);
    }

    /**
     * Unlinks what was removed at a place.
     *
     * @return false if that place is no more; then {@link #sweep}. From then on no section that begins can reach it
     */
    static boolean unlink(Place place) {
        long following = address(Words.get(place.node));
        return Words.compareAndSet(place.before, place.beforeWord, relinked(place.beforeWord, following));
    }
}
