// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import dev.stillpoint.reclaim.Reclaimable;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.memory.raw.CLibrary;
import dev.stillpoint.reclaim.memory.raw.Words;
import dev.stillpoint.scheduler.fixture.ChangedCalls;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What a stack, a queue and a sorted set call instead of the real thing in {@link ChangedCalls}. Freed nodes are kept,
 * with their bytes overwritten, and whoever follows a link of one is found out.
 */
final class CheckedNodes {

    /** Before the key; this is left as it is, so that links lead on and nothing crashes. */
    private static final long HEADER = Node.bytes(0, 0);

    private static final Set<Long> FREED = ConcurrentHashMap.newKeySet();
    private static final Queue<String> WRONG = new ConcurrentLinkedQueue<>();

    private CheckedNodes() {
    }

    /** Something is wrong. */
    static void report(String what) {
        WRONG.add(what);
    }

    /** Whether nothing much is wrong yet. */
    static boolean goesOn() {
        return WRONG.size() < 10;
    }

    /** Frees what was kept, and returns what was wrong. Called once nothing is used any more. */
    static List<String> end() {
        FREED.forEach(CLibrary::free);
        FREED.clear();
        List<String> wrong = WRONG.stream().distinct().limit(10).toList();
        WRONG.clear();
        return wrong;
    }

    // -- for all variants

    /** For {@link NodeMemory#free}. */
    static void poison(NodeMemory memory, long address, long bytes) {
        for (long at = HEADER; at + Long.BYTES <= bytes; at += Long.BYTES) {
            Words.set(address + at, Replacements.POISON);
        }
        if (!FREED.add(address)) {
            report("a node was freed twice");
        }
    }

    /** For {@link Words#getAcquire}. The thread is held up now and then, so that a node may be freed under it. */
    static long checkedRead(long address) {
        if (ThreadLocalRandom.current().nextInt(256) == 0) {
            Thread.yield();
        }
        long word = Words.getAcquire(address);
        if (FREED.contains(address)) {
            report("the link of a freed node was followed");
        }
        return word;
    }

    /**
     * For the compare-and-set of an end of a queue. Most times the tail is left where it is, as by a thread that was
     * struck by an error, unless it is at the head.
     */
    static boolean lazyTail(AtomicLongArray ends, int index, long expected, long node) {
        int head = 16;
        return (index == head || ends.get(head) == expected || ThreadLocalRandom.current().nextInt(8) == 0)
                && ends.compareAndSet(index, expected, node);
    }

    /** For {@link HashList#unlink}. Every other time it fails, as if another thread had come first. */
    static boolean unlinkSometimes(HashList.Place place) {
        return ThreadLocalRandom.current().nextBoolean() && HashList.unlink(place);
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

    /** The head is moved on though the tail is there. */
    static boolean isNeverTail(OffHeapQueue<?> queue, long node) {
        return false;
    }

    /** A node is removed without a mark: one may insert behind it. */
    static boolean doNotMark(long node, long word) {
        return Words.getAcquire(node) == word;
    }

    /** A node is retired though it may still be linked. */
    static HashList.Place doNotSweep(long start, long hash) {
        return null;
    }
}
