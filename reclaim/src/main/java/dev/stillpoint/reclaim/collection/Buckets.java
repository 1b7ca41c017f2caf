// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.collection.HashList.Place;
import dev.stillpoint.reclaim.memory.raw.StripedCount;
import dev.stillpoint.reclaim.memory.raw.Words;
import java.lang.invoke.VarHandle;

/** The buckets of a map: where in the list a hash begins. There are a few more than entries. */
final class Buckets {

    /*
     * Growing stores a table with one level more, whose buckets are not in the list yet. Whoever needs one puts it
     * there; until it is in, one starts at a bucket before it, which is right but takes longer. Nobody waits.
     *
     * The first word of a bucket:
     *   0         nobody has put it into the list
     *   BUCKET    one thread has claimed it and puts it there; while it does, only that thread writes the word
     *   LINKED    it is in the list, see HashList
     *
     *   0 -> BUCKET -> BUCKET | LINKED -> removed, when its level is given up
     *   BUCKET -> 0                        // the thread gave up because an error struck
     *
     * Shrinking takes two grace periods. First a table with half the size is stored. When a grace period has ended,
     * nobody starts at a bucket of the last level any more, because whoever read the former table was in a section.
     * Then the level is taken out of the table and its buckets out of the list; after another grace period nobody
     * stands on one, and it is freed. A map that fills again in the meantime takes the level back, if it is still in
     * the table, or else makes a new one. So a reader that does not leave keeps no map from growing. The list may have
     * a bucket of an old level and one of a new level for the same range; they have the same hash, which L1 allows.
     */

    private static final VarHandle TABLE = fieldVarHandle(lookup(), "table", VarHandle.class, Buckets.class,
            BucketTable.class);

    /** Buckets are full when there are so many entries to four of them: as in java.util, most have one or none. */
    private static final int FULL_QUARTERS = 3;

    /** The map has shrunk by so much before it gives up a level. After that it has half as many entries as buckets. */
    private static final int SPARSE = 4;

    /** One less than a power of two. Summing up what many threads have added takes longer than adding. */
    private static final long CHANGES_BETWEEN_LOOKS = 15;

    final Reclaimer reclaimer;
    private final StripedCount entries = new StripedCount();
    // any thread, CAS
    private volatile BucketTable table = BucketTable.create();
    // the thread that frees, before it frees the first node: from then on nothing of the list may be read
    private volatile boolean isGone;

    Buckets(Reclaimer reclaimer) {
        this.reclaimer = reclaimer;
        Words.set(table.bucket(0), HashList.BUCKET | HashList.LINKED);
    }

    BucketTable table() {
        return table;
    }

    long entries() {
        return entries.sum();
    }

    /** A bucket in the list at or before a hash, and near it. Called in a section, as all methods are. */
    long start(long hash) {
        BucketTable now = table;
        int index = now.indexOf(hash);
        long bucket = now.bucket(index);
        return isLinked(bucket) ? bucket : nearest(now, index);
    }

    /** The word of {@link #start}, for those who only read. */
    long startWord(long hash) {
        BucketTable now = table;
        int index = now.indexOf(hash);
        long word = Words.getAcquire(now.bucket(index));
        return HashList.isLinked(word) ? word : Words.getAcquire(nearest(now, index));
    }

    private static boolean isLinked(long bucket) {
        return HashList.isLinked(Words.getAcquire(bucket));
    }

    /** Puts a bucket into the list, and before it those that halve the way to it. */
    private static long nearest(BucketTable table, int index) {
        int linked = index;
        while (linked != 0 && !isLinked(table.bucket(linked))) {
            linked &= linked - 1;
        }
        while (linked != index) {
            int next = linked | Integer.highestOneBit(index ^ linked);
            if (!link(table.bucket(linked), table.bucket(next), table.firstHash(next))) {
                break;
            }
            linked = next;
        }
        return table.bucket(linked);
    }

    /** Puts a bucket into the list, unless another thread is about to do so. */
    private static boolean link(long start, long bucket, long hash) {
        if (!Words.compareAndSet(bucket, 0, HashList.BUCKET)) {
            return isLinked(bucket);
        }
        boolean isIn = false;
        try {
            Words.set(bucket + Node.HASH, hash);
            while (!isIn) {
                Place place = HashList.sweep(start, hash - 1);
                isIn = HashList.insert(place, bucket);
            }
        } finally {
            if (!isIn) {
                Words.setRelease(bucket, 0);
            }
        }
        long word;
        do {
            word = Words.getAcquire(bucket);
        } while (!Words.compareAndSet(bucket, word, word | HashList.LINKED));
        return true;
    }

    /**
     * Entries came or, if negative, went. If this throws, they are not counted.
     *
     * @throws StackOverflowError if the stack ends here
     */
    void added(int number) {
        long all = entries.add(number);
        try {
            if ((all & CHANGES_BETWEEN_LOOKS) != 0) {
                return;
            }
            if (number > 0) {
                growIfFull();
            } else {
                shrinkIfSparse();
            }
        } catch (OutOfMemoryError | StackOverflowError | IllegalStateException e) {
            // A later change makes the buckets grow or shrink; but not if the reclaimer is closed. Meanwhile it takes
            // longer to find something.
        }
    }

    private void growIfFull() {
        BucketTable now = table;
        if (now.bits == BucketTable.MOST_BITS || entries.sum() <= now.size() / 4 * FULL_QUARTERS) {
            return;
        }
        BucketTable grown = now.grown();
        boolean stored = false;
        try {
            // Pairs with Buckets.start: who sees the table sees its levels.
            stored = TABLE.compareAndSet(this, now, grown);
        } finally {
            if (!stored) {
                now.freeLevelOf(grown);
            }
        }
    }

    /** Begins to give up a level. When that is done, this is called again. */
    void shrinkIfSparse() {
        BucketTable now = table;
        if (now.bits == BucketTable.FEWEST_BITS || now.shrinking != null || entries.sum() >= now.size() / SPARSE) {
            return;
        }
        Shrinking shrinking = new Shrinking(this, now);
        BucketTable half = now.shrinking(shrinking);
        // Pairs with Buckets.start, by the grace period that follows.
        if (!TABLE.compareAndSet(this, now, half)) {
            return;
        }
        boolean retired = false;
        try {
            reclaimer.retireWithoutWaiting(shrinking);
            retired = true;
        } finally {
            if (!retired) {
                // Needs no pair: all buckets are as they were.
                TABLE.compareAndSet(this, half, half.grown());
            }
        }
    }

    /** Takes a level out of the table, if nobody took it back since it was given up. */
    boolean drop(Shrinking shrinking) {
        BucketTable now = table;
        while (now.shrinking == shrinking) {
            // Needs no pair: who reads either table starts at the same buckets.
            if (TABLE.compareAndSet(this, now, now.shrunk())) {
                return true;
            }
            now = table;
        }
        return false;
    }

    /** Takes a bucket out of the list, at which nobody starts any more. It may have begun, and failed, before. */
    void takeOut(long bucket) {
        long hash = Node.hash(bucket);
        long word = Words.getAcquire(bucket);
        while ((word & HashList.REMOVED) == 0 && !HashList.mark(bucket, word)) {
            word = Words.getAcquire(bucket);
        }
        HashList.sweep(start(hash), hash);
    }

    /** The nodes are about to be freed. From now on no level is given up, for that reads the list. */
    void end() {
        isGone = true;
    }

    boolean isGone() {
        return isGone;
    }

    /** Frees all buckets, one level that is being given up included. If this throws, it can be called again. */
    void free() {
        table.free();
    }
}
