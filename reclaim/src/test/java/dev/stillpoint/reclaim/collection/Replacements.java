// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import dev.stillpoint.reclaim.Reclaimable;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.memory.raw.CLibrary;
import dev.stillpoint.reclaim.memory.raw.Words;
import dev.stillpoint.scheduler.fixture.ChangedCalls;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What is called instead of the real thing in {@link ChangedCalls}. */
final class Replacements {

    /** Of a word in memory that is freed. */
    static final long POISON = 0xDEAD_DEAD_DEAD_DEADL;

    /** Before the key; this is left as it is. */
    private static final long HEADER = Node.bytes(0, 0);
    private static final Queue<Long> QUARANTINE = new ConcurrentLinkedQueue<>();

    private Replacements() {
    }

    /** Keeps freed memory, but overwrites it, so that who uses it is found out. Links lead on, so nothing crashes. */
    static void poison(NodeMemory memory, long address, long bytes) {
        for (long at = HEADER; at + Long.BYTES <= bytes; at += Long.BYTES) {
            Words.set(address + at, POISON);
        }
        QUARANTINE.add(address);
    }

    /** Frees what was poisoned. */
    static void freeAll() {
        for (Long address = QUARANTINE.poll(); address != null; address = QUARANTINE.poll()) {
            CLibrary.free(address);
        }
    }

    // -- a freed node that is read

    private static volatile boolean freedWasRead;

    static boolean wasFreedRead() {
        return freedWasRead;
    }

    /** For {@link Words#getAcquire}. */
    static long readUnlessFreed(long address) {
        if (QUARANTINE.contains(address)) {
            freedWasRead = true;
        }
        return Words.getAcquire(address);
    }

    // -- want of memory

    private static volatile boolean noTables;

    static void noTableCanBeMade(boolean none) {
        noTables = none;
    }

    /** For {@link BucketTable#grown}. */
    static BucketTable grownIfThereIsMemory(BucketTable table) {
        if (noTables) {
            throw new OutOfMemoryError("for a test");
        }
        return table.grown();
    }

    /** For {@link BucketTable#free}: nothing crashes if it is used all the same. */
    static void keep(BucketTable table) {
        // What is kept is small.
    }

    // -- what is broken

    /** Frees nodes without a grace period. */
    static void freeAtOnce(Reclaimer reclaimer, Reclaimable retired) throws Exception {
        if (retired instanceof RetiredNode) {
            retired.reclaim();
        } else {
            reclaimer.retireWithoutWaiting(retired);
        }
    }

    /** Takes a level of buckets out of the list without a grace period before. */
    static void shrinkAtOnce(Reclaimer reclaimer, Reclaimable retired) {
        if (retired instanceof Shrinking shrinking) {
            shrinking.reclaim();
        } else {
            reclaimer.retireWithoutWaiting(retired);
        }
    }

    /** Levels are given up although the map is gone. */
    static boolean isNeverGone(Buckets buckets) {
        return false;
    }

    /** Starts at a bucket though nobody has put it into the list yet. */
    static boolean isAlwaysLinked(long bucket) {
        return bucket != 0;
    }

    /** The same, by a bucket's word. */
    static boolean saysItIsLinked(long word) {
        return true;
    }

    /** Replaces in two steps: the new node is put when the old one is gone. */
    static boolean markOnly(HashList.Place place, long node) {
        return HashList.mark(place.node(), place.word());
    }
}
