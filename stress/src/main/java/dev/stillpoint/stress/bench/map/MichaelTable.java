// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.map;

import dev.stillpoint.reclaim.memory.BlockAllocator;
import dev.stillpoint.reclaim.memory.NativeBlock;
import dev.stillpoint.reclaim.memory.raw.Words;
import dev.stillpoint.stress.bench.map.Protection.Participant;

/**
 * A hash table off the heap with a fixed number of buckets, for any {@link Protection}: keys are numbers, and values
 * have a fixed number of bytes, at least eight. Lock-free, if the protection is.
 *
 * <p>A bucket is a list in the order of its keys. Who removes a node marks its link first, so that nothing can be
 * inserted behind it any more, and then unlinks it; whoever comes by helps. A value is replaced by a new node, which
 * the compare-and-set that marks the old one puts behind it.
 *
 * <p>Source: Michael, High Performance Dynamic Lock-Free Hash Tables and List-Based Sets, 2002.
 */
final class MichaelTable implements AutoCloseable {

    private static final long SCRAMBLER = 0x9E37_79B9_7F4A_7C15L;
    private static final long KEY = Long.BYTES;
    private static final long VALUE = 2L * Long.BYTES;

    private final NodeMemory memory;
    private final Protection protection;
    /** A link for each bucket, which is never marked. */
    private final NativeBlock buckets;
    private final long links;
    private final int mask;

    /**
     * An empty table.
     *
     * @param atMost so many buckets, or the largest power of two below; at least 1, which makes it a list in order
     * @param memory with nodes of the size that {@link #nodeBytes} tells
     * @param protection of this memory, and for this table alone, which closes it
     */
    MichaelTable(int atMost, NodeMemory memory, Protection protection) {
        this.memory = memory;
        this.protection = protection;
        int number = Integer.highestOneBit(atMost);
        mask = number - 1;
        buckets = BlockAllocator.malloc().allocate((long) number * Long.BYTES);
        links = buckets.segment().address();
    }

    static long nodeBytes(int valueBytes) {
        return VALUE + valueBytes;
    }

    /** What the calling thread uses the table by, and no other thread. */
    Handle handle() {
        return new Handle(protection.join());
    }

    private long bucketOf(long key) {
        return links + (((key * SCRAMBLER) >>> Integer.SIZE) & mask) * Long.BYTES;
    }

    /** Frees all nodes. Nobody uses the table any more. */
    @Override
    public void close() {
        protection.close();
        for (long link = links; link < links + buckets.byteSize(); link += Long.BYTES) {
            long node = Words.get(link);
            while (node != 0) {
                long next = NodeMemory.node(Words.get(node));
                memory.free(node);
                node = next;
            }
        }
        buckets.reclaim();
    }

    /** The table, as one thread uses it. */
    final class Handle {

        private final Participant mine;

        // Where `find` has stopped: the link before, the node there or 0, and that node's own link, without a mark.
        private long before;
        private long node;
        private long next;
        // The hazards of the node and of what follows it.
        private int here;
        private int ahead;

        private Handle(Participant mine) {
            this.mine = mine;
        }

        /** The first eight bytes of the value, or 0 if the key is not there. */
        long get(long key) {
            return mine.run(() -> find(key) ? Words.get(node + VALUE) : 0);
        }

        /** Puts a value if the key is not there, and returns whether it was not. */
        boolean insert(long key, byte[] value) {
            return mine.run(() -> place(key, value, false)) != 0;
        }

        /** Puts a value, and replaces the one that is there. */
        void put(long key, byte[] value) {
            mine.run(() -> place(key, value, true));
        }

        /** Removes a key, and returns whether it was there. */
        boolean remove(long key) {
            return mine.run(() -> take(key)) != 0;
        }

        private long place(long key, byte[] value, boolean replaces) {
            long fresh = 0;
            boolean placed = false;
            while (!placed) {
                boolean found = find(key);
                if (found && !replaces) {
                    if (fresh != 0) {
                        memory.free(fresh);
                    }
                    return 0;
                }
                fresh = fresh == 0 ? create(key, value) : fresh;
                placed = found ? replaceBy(fresh, key) : link(fresh);
            }
            return 1;
        }

        private long create(long key, byte[] value) {
            long fresh = memory.allocate();
            Words.set(fresh + KEY, key);
            Words.copy(value, fresh + VALUE);
            return fresh;
        }

        private boolean link(long fresh) {
            Words.set(fresh, node);
            return mine.compareAndSet(before, node, fresh);
        }

        private boolean replaceBy(long fresh, long key) {
            Words.set(fresh, next);
            if (!mine.compareAndSet(node, next, NodeMemory.marked(fresh))) {
                return false;
            }
            unlink(key, fresh);
            return true;
        }

        private long take(long key) {
            while (find(key)) {
                if (mine.compareAndSet(node, next, NodeMemory.marked(next))) {
                    unlink(key, next);
                    return 1;
                }
            }
            return 0;
        }

        /** Unlinks the node, which is marked and leads to {@code following}; by a search, if the place has changed. */
        private void unlink(long key, long following) {
            if (mine.compareAndSet(before, node, following)) {
                mine.retire(node);
            } else {
                find(key);
            }
        }

        /**
         * Looks for the place of a key, and unlinks what is marked on the way.
         *
         * <p>Three nodes are protected: the one that has the link before, the node, and what follows it, each by a
         * hazard that it keeps. A link without a mark is that of a linked node, so what {@code protect} returns of it
         * was linked, too, when it was protected. A link with a mark never changes, so what follows is linked as long
         * as the node is, and that it still was is told by the compare-and-set that unlinks it.
         */
        private boolean find(long key) {
            start(key);
            while (node != 0) {
                next = mine.protect(ahead, node);
                if (!NodeMemory.isMarked(next)) {
                    long seen = Words.get(node + KEY);
                    if (seen >= key) {
                        return seen == key;
                    }
                    before = node;
                    step(next, Protection.HAZARDS - here - ahead);
                } else if (mine.compareAndSet(before, node, NodeMemory.node(next))) {
                    mine.retire(node);
                    step(NodeMemory.node(next), here);
                } else {
                    start(key);
                }
            }
            return false;
        }

        private void start(long key) {
            here = 0;
            ahead = 1;
            before = bucketOf(key);
            node = mine.protect(here, before);
        }

        /** Goes to the node that follows, and leaves another one, whose hazard is used again. */
        private void step(long following, int free) {
            node = following;
            here = ahead;
            ahead = free;
        }
    }
}
