// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.queue;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.arrayElementVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.stillpoint.scheduler.task.Task;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** A worker's own runnable tasks, in order. The owner adds and takes, other workers steal half. Bounded. */
final class LocalQueue {

    /*
     * What it is. A ring over two counters that only grow (and wrap around). The tasks are in [head, tail).
     *
     * State.
     *   head   The next task to take; owner and thieves, CAS.
     *   tail   The next free slot; written by the owner.
     *   ring   The slots; written by the owner, cleared by whoever took the task, read by anybody.
     *
     * Invariants.
     *   I1  tail - head <= capacity, so the owner writes a slot only after head has passed the slot's last use.
     *   I2  A taken range is the taker's own: the CAS on head succeeds for one taker only.
     *
     * Ordering.
     *   tail: release by the owner, acquire by thieves. A thief that sees the count sees the slot.
     *   head, CAS: a thief first reads slots and then takes them by the CAS. If the owner had overwritten one of them,
     *     head would have moved (I1) and the CAS would fail. Slots are opaque because such a read, which is discarded,
     *     races with the owner.
     *   Taken slots are cleared, so that a task that has ended, and what it captured, can be collected. The owner does
     *     it by a plain store: of a slot that it took, nobody else changes anything. A thief does it by a CAS from the
     *     task, because the owner may have put another task there meanwhile; it cannot be the same task again, which
     *     the thief still has in its hands. Whoever reads null loses the CAS on head.
     *
     * Progress. Lock-free; the owner's add is wait-free.
     */

    private static final VarHandle HEAD =
            fieldVarHandle(lookup(), "head", VarHandle.class, LocalQueue.class, int.class);
    private static final VarHandle TAIL =
            fieldVarHandle(lookup(), "tail", VarHandle.class, LocalQueue.class, int.class);
    private static final VarHandle SLOT = arrayElementVarHandle(Task[].class);

    private final @Nullable Task[] ring;
    private final int mask;
    // owner and thieves, CAS
    private volatile int head;
    // owner writes
    private volatile int tail;

    /** @param capacity a power of two, at least 2 */
    LocalQueue(int capacity) {
        if (capacity < 2 || Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("capacity must be a power of two, at least 2, not " + capacity);
        }
        ring = new Task[capacity];
        mask = capacity - 1;
    }

    /**
     * Adds a task at the tail. Owner only.
     *
     * @return false when the ring is full
     */
    boolean offer(Task task) {
        int end = (int) TAIL.get(this);
        if (end - head > mask) {
            return false;
        }
        // Pairs with LocalQueue.stealInto: a thief that sees the new tail sees the slot.
        SLOT.setOpaque(ring, end & mask, task);
        TAIL.setRelease(this, end + 1);
        return true;
    }

    /** Takes the oldest task. Owner only. */
    @Nullable Task poll() {
        int end = (int) TAIL.get(this);
        while (true) {
            int first = head;
            if (first == end) {
                return null;
            }
            Task task = slot(first);
            if (casHead(first, first + 1)) {
                ring[first & mask] = null;
                return task;
            }
        }
    }

    /**
     * Takes the older half out of a full ring, oldest first. Owner only.
     *
     * @return null if thieves made room meanwhile
     */
    Task @Nullable [] spill() {
        int first = head;
        int count = ring.length / 2;
        if ((int) TAIL.get(this) - first < ring.length) {
            return null;
        }
        Task[] batch = new Task[count];
        for (int i = 0; i < count; i++) {
            batch[i] = slot(first + i);
        }
        if (!casHead(first, first + count)) {
            return null;
        }
        // No call from here on: the batch is nowhere else, and the caller may be at the end of its stack.
        for (int i = 0; i < count; i++) {
            ring[(first + i) & mask] = null;
        }
        return batch;
    }

    /**
     * Moves the older half of this queue to {@code thief}, which must be empty. Called by the thief's owner.
     *
     * @return one of the moved tasks, to run at once, or null if there was nothing to steal
     */
    @Nullable Task stealInto(LocalQueue thief) {
        int thiefEnd = (int) TAIL.get(thief);
        while (true) {
            int first = head;
            // Pairs with LocalQueue.offer: the slots before this tail are filled.
            int size = (int) TAIL.getAcquire(this) - first;
            if (size <= 0) {
                return null;
            }
            // A stale head can make the size look larger than the ring; the CAS below then fails.
            int count = Math.min(size - size / 2, thief.ring.length);
            for (int i = 1; i < count; i++) {
                // Pairs with LocalQueue.slot: the release of the tail below publishes it.
                SLOT.setOpaque(thief.ring, (thiefEnd + i - 1) & thief.mask, slot(first + i));
            }
            Task oldest = slot(first);
            if (casHead(first, first + count)) {
                try {
                    clear(first, oldest);
                    for (int i = 1; i < count; i++) {
                        clear(first + i, thief.slot(thiefEnd + i - 1));
                    }
                } catch (StackOverflowError e) {
                    // They are remembered a little longer. What was taken must arrive.
                }
                // Pairs with LocalQueue.stealInto, if another worker steals from the thief: as in offer. A plain
                // assignment, though it costs a fence, because a call might fail.
                thief.tail = thiefEnd + count - 1;
                return oldest;
            }
            // Somebody else was faster: the thief does not keep what it has not taken.
            for (int i = 1; i < count; i++) {
                thief.ring[(thiefEnd + i - 1) & thief.mask] = null;
            }
        }
    }

    /** The number of tasks; a snapshot, exact for the owner while nobody steals. */
    int size() {
        return Math.max(0, tail - head);
    }

    /** How many tasks have left, modulo 2^32. Any thread. */
    int taken() {
        return head;
    }

    /** Clears a slot out of which the calling thief took a task. */
    private void clear(int position, Task task) {
        // Needs no pair: it only forgets. If the owner has overwritten the slot, it fails.
        SLOT.compareAndSet(ring, position & mask, task, null);
    }

    private Task slot(int position) {
        // Pairs with LocalQueue.casHead: it fails if the slot was taken, and perhaps overwritten, before this read
        // (I1).
        return (Task) SLOT.getOpaque(ring, position & mask);
    }

    private boolean casHead(int from, int to) {
        // Pairs with LocalQueue.offer, which reads head before it overwrites a slot: the taker has read the slot by
        // then.
        return HEAD.compareAndSet(this, from, to);
    }
}
