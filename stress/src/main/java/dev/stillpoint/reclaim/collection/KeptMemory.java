// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import dev.stillpoint.reclaim.Reclaimable;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.memory.raw.CLibrary;
import dev.stillpoint.reclaim.memory.raw.Words;

/**
 * What a collection that is tortured calls instead of the C library, and what a broken one calls instead of
 * its own methods. What is freed is overwritten with poison and stays: it is used again soon, or not at all. The links
 * stay as they are, so whoever reads freed memory finds poison, or somebody else's value, and never crashes. No call
 * makes an object.
 *
 * <p>A block is preceded by two words: the number of bits of its size, negative if it was filled with zeros; and a link
 * to the next free block of this size, or {@link #IN_USE}. All is under one monitor.
 */
final class KeptMemory {

    private static final long POISON = 0xDEAD_DEAD_DEAD_DEADL;
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
}
