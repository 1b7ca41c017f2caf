// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import dev.stillpoint.reclaim.Reclaimable;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.memory.raw.CLibrary;
import dev.stillpoint.reclaim.memory.raw.Words;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * What a collection that is tortured or played calls instead of the C library, and what a broken one calls instead of
 * its own methods. What is freed is overwritten with poison and stays: it is used again soon, or not at all. The links
 * stay as they are, so whoever reads freed memory finds poison, or somebody else's value, and never crashes. No call
 * makes an object.
 *
 * <p>A block is preceded by two words: the number of bits of its size, negative if it was filled with zeros; and a link
 * to the next free block of this size, or {@link #IN_USE}. All is under one monitor.
 */
final class KeptMemory {

    static final long POISON = 0xDEAD_DEAD_DEAD_DEADL;
    private static final int HEADER = 16;
    private static final int BITS = -HEADER;
    private static final int LINK = -Long.BYTES;
    /** Neither an address nor 0. */
    private static final long IN_USE = 1;
    /** Of a node: its link, its hash and its lengths are not poisoned. */
    private static final long NODE_HEADER = Node.bytes(0, 0);

    // the monitor of what follows
    private static final Object MONITOR = new Object();
    /** The first free block, by the bits of its size; those that are never used again are in the last chain. */
    private static final long[] FREE = new long[Long.SIZE];
    private static boolean usesAgain;
    private static long blocksInUse;
    private static long freedTwice;

    private KeptMemory() {
    }

    static void useAgain() {
        synchronized (MONITOR) {
            usesAgain = true;
        }
    }

    /** For {@link CLibrary#malloc}. */
    static long malloc(long bytes) {
        return allocate(bytes, false);
    }

    /** For {@link CLibrary#calloc}. */
    static long calloc(long bytes, long blockBytes) {
        long address = allocate(bytes, true);
        CLibrary.zero(address, bytes);
        return address;
    }

    private static long allocate(long bytes, boolean zeroed) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(bytes - 1);
        long address = takeFree(bits);
        if (address == 0) {
            address = CLibrary.malloc(HEADER + (1L << bits)) + HEADER;
        }
        Words.set(address + BITS, zeroed ? -bits : bits);
        synchronized (MONITOR) {
            Words.set(address + LINK, IN_USE);
            blocksInUse++;
        }
        return address;
    }

    private static long takeFree(int bits) {
        synchronized (MONITOR) {
            long address = FREE[bits];
            if (address != 0) {
                FREE[bits] = Words.get(address + LINK);
            }
            return address;
        }
    }

    /** For {@link CLibrary#free}. */
    static void free(long address) {
        if (address == 0) {
            return;
        }
        synchronized (MONITOR) {
            if (Words.get(address + LINK) != IN_USE) {
                freedTwice++;
                return;
            }
            long bits = Words.get(address + BITS);
            if (bits > 0) {
                poison(address, 1L << bits);
            } // Else it has buckets, which are links and nothing else.
            int chain = usesAgain ? (int) Math.abs(bits) : FREE.length - 1;
            Words.set(address + LINK, FREE[chain]);
            FREE[chain] = address;
            blocksInUse--;
        }
    }

    private static void poison(long node, long bytes) {
        for (long at = NODE_HEADER; at + Long.BYTES <= bytes; at += Long.BYTES) {
            Words.set(node + at, POISON);
        }
    }

    /** What was freed twice or not at all; empty if that is nothing. Gives back the memory that is free. */
    static String giveBack() {
        synchronized (MONITOR) {
            for (int chain = 0; chain < FREE.length; chain++) {
                long next;
                for (long address = FREE[chain]; address != 0; address = next) {
                    next = Words.get(address + LINK);
                    CLibrary.free(address - HEADER);
                }
                FREE[chain] = 0;
            }
            return blocksInUse == 0 && freedTwice == 0
                    ? ""
                    : "of the map %d blocks are not freed, %d were freed twice".formatted(blocksInUse, freedTwice);
        }
    }

    // -- for the stories, broken or not

    /** Of an end in a queue's array. */
    private static final int TAIL = 32;
    /** In pauses of the processor. */
    private static final int LINGER = 64;
    private static final int MOST_LINGERS = 5;

    /** Whether the tail named the node from which this thread has moved a head last. */
    private static final ThreadLocal<boolean[]> TAIL_LEFT = ThreadLocal.withInitial(() -> new boolean[1]);

    private static void linger(int times) {
        for (int i = 0; i < times * LINGER; i++) {
            Thread.onSpinWait();
        }
    }

    /** For {@link Keys#hash}: a story says in which bucket a key belongs. */
    static long hash(Keys<?> keys, Object key, byte @Nullable [] bytes) {
        return (Long) key;
    }

    /** For {@link HashList#sweep}: who puts a bucket into the list takes its time once it has claimed it. */
    static HashList.Place sweepLate(long start, long hash) {
        linger(1);
        return HashList.sweep(start, hash);
    }

    /**
     * For the compare-and-set of a stack's top: who pops takes some time once it has read the node. Not always the
     * same, or of two that pop none would be late.
     */
    static boolean setTopLate(VarHandle top, OffHeapStack<?> stack, long expected, long node) {
        boolean isPop = expected != 0 && Words.get(expected) == node;
        linger(isPop ? ThreadLocalRandom.current().nextInt(MOST_LINGERS) : 0);
        return top.compareAndSet(stack, expected, node);
    }

    /** For that of a queue's ends: who moves the tail takes its time, and who moves the head looks at the tail then. */
    static boolean setEnd(AtomicLongArray ends, int index, long expected, long node) {
        if (index == TAIL) {
            linger(1);
            return ends.compareAndSet(index, expected, node);
        }
        boolean isSet = ends.compareAndSet(index, expected, node);
        TAIL_LEFT.get()[0] = isSet && ends.get(TAIL) == expected;
        return isSet;
    }

    static boolean wasTailLeft() {
        return TAIL_LEFT.get()[0];
    }

    // -- what is broken

    /** For {@link Reclaimer#retireWithoutWaiting(Reclaimable)}: frees nodes without a grace period. */
    static void freeAtOnce(Reclaimer reclaimer, Reclaimable retired) throws Exception {
        if (retired instanceof RetiredNode) {
            retired.reclaim();
        } else {
            reclaimer.retireWithoutWaiting(retired);
        }
    }

    /** For {@link Buckets}: starts at a bucket though nobody has put it into the list yet. */
    static boolean isAlwaysLinked(long bucket) {
        return bucket != 0;
    }

    /**
     * For {@link Reclaimer#retireWithoutWaiting(Reclaimable)}: overwrites nodes without a grace period, as who used
     * them again would.
     */
    static void poisonAtOnce(Reclaimer reclaimer, Reclaimable retired) {
        if (retired instanceof RetiredNode node) {
            poison(node.node(), node.byteSize());
        }
        reclaimer.retireWithoutWaiting(retired);
    }

    /** For {@link Buckets}: starts at a bucket that another thread is about to put into the list. */
    static boolean isLinkedOnceClaimed(long bucket) {
        return Words.getAcquire(bucket) != 0;
    }

    /** For {@link OffHeapQueue}: the head is moved on though the tail is there. */
    static boolean isNeverTail(OffHeapQueue<?> queue, long node) {
        return false;
    }
}
