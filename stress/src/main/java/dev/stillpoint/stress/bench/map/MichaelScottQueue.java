// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.map;

import dev.stillpoint.reclaim.memory.BlockAllocator;
import dev.stillpoint.reclaim.memory.NativeBlock;
import dev.stillpoint.reclaim.memory.raw.Words;
import dev.stillpoint.stress.bench.map.Protection.Participant;

/**
 * A queue off the heap for any {@link Protection}: elements have a fixed number of bytes, at least eight. Lock-free, if
 * the protection is.
 *
 * <p>The nodes are a list. The head is the dummy, whose element is taken already; the tail is the last node, or one
 * before it that was the last.
 *
 * <p>Sources: Michael and Scott, Simple, Fast, and Practical Non-Blocking and Blocking Concurrent Queue Algorithms,
 * 1996; with hazard pointers: Michael, 2004.
 */
final class MichaelScottQueue implements AutoCloseable {

    private static final long ELEMENT = Long.BYTES;

    private final NodeMemory memory;
    private final Protection protection;
    private final NativeBlock ends;
    /** The addresses of two links, which lie apart. */
    private final long head;
    private final long tail;

    /**
     * An empty queue.
     *
     * @param memory with nodes of the size that {@link #nodeBytes} tells
     * @param protection of this memory, and for this queue alone, which closes it
     */
    MichaelScottQueue(NodeMemory memory, Protection protection) {
        this.memory = memory;
        this.protection = protection;
        long apart = (long) Protection.PADDING * Long.BYTES;
        ends = BlockAllocator.malloc().allocate(3 * apart);
        head = ends.segment().address() + apart;
        tail = head + apart;
        long dummy = memory.allocate();
        Words.set(dummy, 0);
        Words.set(head, dummy);
        Words.set(tail, dummy);
    }

    static long nodeBytes(int elementBytes) {
        return ELEMENT + elementBytes;
    }

    /** What the calling thread uses the queue by, and no other thread. */
    Handle handle() {
        return new Handle(protection.join());
    }

    /** Frees all nodes. Nobody uses the queue any more. */
    @Override
    public void close() {
        protection.close();
        long node = Words.get(head);
        while (node != 0) {
            long next = Words.get(node);
            memory.free(node);
            node = next;
        }
        ends.reclaim();
    }

    /** The queue, as one thread uses it. */
    final class Handle {

        private final Participant mine;

        private Handle(Participant mine) {
            this.mine = mine;
        }

        /** Puts an element at the end. */
        void add(byte[] element) {
            long fresh = memory.allocate();
            Words.set(fresh, 0);
            Words.copy(element, fresh + ELEMENT);
            mine.run(() -> append(fresh));
        }

        private long append(long fresh) {
            while (true) {
                long last = mine.protect(0, tail);
                long next = Words.getAcquire(last);
                if (next != 0) {
                    mine.compareAndSet(tail, last, next);
                } else if (mine.compareAndSet(last, 0, fresh)) {
                    mine.compareAndSet(tail, last, fresh);
                    return fresh;
                }
            }
        }

        /** Takes the element at the front, and returns its first eight bytes, or 0 if the queue is empty. */
        long poll() {
            return mine.run(this::take);
        }

        private long take() {
            while (true) {
                long dummy = mine.protect(0, head);
                // The head is read before the tail: then the tail is the head or behind it.
                long last = Words.getAcquire(tail);
                long node = mine.protect(1, dummy);
                // The dummy's link never changes again. As long as the head is there, what follows is linked.
                boolean changed = Words.getAcquire(head) != dummy;
                if (!changed && node == 0) {
                    return 0;
                }
                if (!changed && dummy == last) {
                    mine.compareAndSet(tail, last, node);
                } else if (!changed) {
                    long first = Words.get(node + ELEMENT);
                    if (mine.compareAndSet(head, dummy, node)) {
                        mine.retire(dummy);
                        return first;
                    }
                }
            }
        }
    }
}
