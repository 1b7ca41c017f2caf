// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Objects that wait for the same grace period, and how far they are freed. One thread at a time: the reclaimer's, and
 * from {@link #tryClaim} to {@link #giveBack} the one that frees it.
 */
final class Batch {

    /*
     * Freeing. An executor may queue a batch and then throw, or throw in the middle, so two threads may want to free
     * one batch, and one may have to go on where the other failed. The thread that frees has claimed the batch. It
     * takes each object before it frees it, and counts it afterwards. What an error left taken and not counted is
     * counted by the next thread, and is not freed again.
     *
     *   OPEN    -> CLAIMED  // a thread begins
     *   CLAIMED -> FREED    // all objects are freed and counted
     *   CLAIMED -> LEFT     // an error struck the thread that freed
     *   LEFT    -> CLAIMED  // a thread goes on
     *
     * Ordering. The claim acquires, giving back releases: objects that were taken are seen taken.
     */

    private enum State {
        OPEN, CLAIMED, LEFT, FREED
    }

    private static final VarHandle STATE = fieldVarHandle(lookup(), "state", VarHandle.class, Batch.class, State.class);

    private static final int SMALLEST = 64;

    private @Nullable Reclaimable[] objects = new Reclaimable[SMALLEST];
    private long[] bytes = new long[SMALLEST];
    private int size;

    // the thread that frees claims it with CAS and gives it back with a volatile store; the reclaimer reads
    private volatile State state = State.OPEN;
    // the objects of all batches before; the reclaimer writes, before any thread frees
    private long objectsBefore;
    // the bytes of all batches before; the reclaimer writes, before any thread frees
    private long bytesBefore;
    // how many objects were taken, by this thread or one before it; the thread that frees writes
    private int taken;
    // how many of them are counted; the thread that frees writes
    private int counted;
    // the bytes of what is counted; the thread that frees writes
    private long countedBytes;

    /** Makes room for {@code more} further objects. */
    void reserve(int more) {
        int needed = Math.addExact(size, more);
        if (needed > objects.length) {
            int length = Math.max(needed, 2 * objects.length);
            @Nullable Reclaimable[] grown = Arrays.copyOf(objects, length);
            bytes = Arrays.copyOf(bytes, length);
            objects = grown;
        }
    }

    /** Adds an object. When memory runs out, this throws and changes nothing. */
    void add(Reclaimable object, long objectBytes) {
        reserve(1);
        objects[size] = object;
        bytes[size++] = objectBytes;
    }

    /** Reverses the order of the objects from index {@code from} on. */
    void reverse(int from) {
        for (int low = from, high = size - 1; low < high; low++, high--) {
            Reclaimable object = objects[low];
            objects[low] = objects[high];
            objects[high] = object;
            long objectBytes = bytes[low];
            bytes[low] = bytes[high];
            bytes[high] = objectBytes;
        }
    }

    Reclaimable object(int index) {
        Reclaimable object = objects[index];
        if (object == null) {
            throw new IndexOutOfBoundsException(index);
        }
        return object;
    }

    long bytes(int index) {
        return bytes[index];
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    // -- freeing

    /** Whether the caller is to free it, or the rest of it. Any thread. */
    boolean tryClaim() {
        State seen = state;
        // Pairs with Batch.giveBack: what was taken is seen taken.
        return (seen == State.OPEN || seen == State.LEFT) && STATE.compareAndSet(this, seen, State.CLAIMED);
    }

    /** The opposite of {@link #tryClaim}. */
    void giveBack() {
        state = counted == size ? State.FREED : State.LEFT;
    }

    /** Whether the thread that freed it has failed, so that another must go on. Any thread. */
    boolean isLeft() {
        return state == State.LEFT;
    }

    /** Whether all of it is freed and counted. Any thread. */
    boolean isFreed() {
        return state == State.FREED;
    }

    /** Says how much was freed before this batch. Reclaimer only, before any thread frees it. */
    void startAfter(long objects, long objectBytes) {
        objectsBefore = objects;
        bytesBefore = objectBytes;
    }

    /** Whether there is an object to free. */
    boolean hasNext() {
        return taken < size;
    }

    /** Takes the next object. */
    Reclaimable take() {
        return object(taken++);
    }

    /** Counts in {@code backlog} what was taken. Can be repeated if it fails. */
    void countTaken(Backlog backlog) {
        while (counted < taken) {
            backlog.freedUpTo(objectsBefore + counted + 1, bytesBefore + countedBytes + bytes[counted]);
            if (objects[counted] instanceof Barrier barrier) {
                barrier.pass();
            }
            countedBytes += bytes[counted++];
        }
    }

    /** The bytes of what is counted. */
    long countedBytes() {
        return countedBytes;
    }
}
