// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import dev.stillpoint.reclaim.Reclaimable;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.memory.raw.Words;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLongArray;

/** What the copies of {@link PlayedClasses} may call instead of the real thing. */
final class StandInCalls {

    private StandInCalls() {
    }

    /** A number is its own hash, so that a scenario says in which bucket a key belongs. */
    static long hash(Keys<?> keys, Object key, byte[] bytes) {
        return (Long) key;
    }

    /** For what is broken: it is to be found by its results, not by what it leaves behind. */
    static void doNotLook(Runnable close) {
    }

    // -- what is broken

    /** A word is replaced in two steps: what another thread writes in between is lost. */
    static boolean compareThenSet(long address, long expected, long word) {
        if (Words.getAcquire(address) != expected) {
            return false;
        }
        Words.setRelease(address, word);
        return true;
    }

    /** The same for the top of a stack. */
    static boolean compareThenSet(VarHandle top, OffHeapStack<?> stack, long expected, long node) {
        if ((long) top.getVolatile(stack) != expected) {
            return false;
        }
        top.setVolatile(stack, node);
        return true;
    }

    /** The same for the ends of a queue. */
    static boolean compareThenSet(AtomicLongArray ends, int index, long expected, long node) {
        if (ends.get(index) != expected) {
            return false;
        }
        ends.set(index, node);
        return true;
    }

    /** Frees nodes without a grace period. */
    static void freeAtOnce(Reclaimer reclaimer, Reclaimable retired) throws Exception {
        if (retired instanceof RetiredNode) {
            retired.reclaim();
        } else {
            reclaimer.retireWithoutWaiting(retired);
        }
    }

    /** The same with memory that says nothing, and holds what it held until it is given out again. */
    static void freeAtOnceUnseen(Reclaimer reclaimer, Reclaimable retired) throws Exception {
        PlayedBlocks.sayNothing();
        freeAtOnce(reclaimer, retired);
    }

    /** Takes a level of buckets out of the list without a grace period before. */
    static void shrinkAtOnce(Reclaimer reclaimer, Reclaimable retired) {
        if (retired instanceof Shrinking shrinking) {
            shrinking.reclaim();
        } else {
            reclaimer.retireWithoutWaiting(retired);
        }
    }

    /** Starts at a bucket that another thread is about to put into the list. */
    static boolean isLinkedOnceClaimed(long bucket) {
        return Words.getAcquire(bucket) != 0;
    }

    /** Replaces in two steps: the new node is put when the old one is gone. */
    static boolean markOnly(HashList.Place place, long node) {
        return HashList.mark(place.node(), place.word());
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
