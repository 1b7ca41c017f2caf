// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Objects that wait for the same grace period, and how far they are freed. The reclaimer fills it and lets it elapse;
 * then one thread at a time frees it.
 */
final class Batch {

    /*
     * Freeing. An executor may queue a batch and then throw, throw in the middle, or run it late. So two threads may
     * want to free one batch, and one may have to go on where the other failed. The thread that frees has claimed the
     * batch. It takes each object before it frees it, and counts it afterwards. What an error left taken and not
     * counted is counted by the next thread, and is not freed again.
     *
     *   OPEN    -> CLAIMED  // a thread begins
     *   CLAIMED -> FREED    // all objects are freed and counted
     *   CLAIMED -> LEFT     // an error struck the thread that freed
     *   LEFT    -> CLAIMED  // a thread goes on
     *
     * Ordering. The claim acquires, giving back releases: objects that were taken are seen taken.
     *
     * Errors. Between taking an object and the call of its reclaim() nothing is called, and giving the batch back is a
     * store, so neither can fail. An object that says that it can be freed again after an error is put back; the batch
     * is left, and whoever goes on with it begins with that object.
     */

    private enum State {
        OPEN, CLAIMED, LEFT, FREED
    }

    /** What else is to be done by the thread that frees. Whatever of this throws, the batch is left to another. */
    interface Freeing {

        /** Before the first object, also when this thread goes on where another failed. */
        void begins();

        /** Before each object. */
        void begins(Reclaimable object);

        /** After each object: how much of this batch is freed by now. Can be repeated. */
        void freedSoFar(int objects, long bytes, int failures);

        /** Instead of a failure, before the object is counted: it must be freed later, by a batch to come. */
        void stillInUse(Reclaimable object, long objectBytes, StillInUseException cause);

        /** After each object, once it is counted; what its reclaim() threw, or null. */
        void ended(Reclaimable object, @Nullable Throwable failure);

        /** After the last object of this batch. */
        void endsAll(int objects, long bytes);

        /** In any case, and last. */
        void leaves();
    }

    /** Is offered the objects of a batch that waits. */
    @FunctionalInterface
    interface Offer {

        /**
         * Takes an object, or a part of it, or nothing.
         *
         * @return what is left, to be freed with the batch; null if nothing is. If this throws, it has taken nothing
         */
        @Nullable Reclaimable take(Reclaimable object, long objectBytes);
    }

    private static final VarHandle STATE = fieldVarHandle(lookup(), "state", VarHandle.class, Batch.class, State.class);

    private static final int SMALLEST = 64;

    private @Nullable Reclaimable[] objects = new Reclaimable[SMALLEST];
    private long[] bytes = new long[SMALLEST];
    private int size;
    // reclaimer only: how many were offered already, and stay
    private int offered;
    // reclaimer only
    private boolean elapsed;

    // the thread that frees claims it with CAS and gives it back with a volatile store; the reclaimer reads
    private volatile State state = State.OPEN;
    // how many objects were taken, by this thread or one before it; the thread that frees writes
    private int taken;
    // how many of them are counted; the thread that frees writes
    private int counted;
    // the bytes of what is counted; the thread that frees writes
    private long countedBytes;
    // how many of those that were taken have failed; the thread that frees writes
    private int failures;
    // how often the next object has ended in an error and was put back; the thread that frees writes
    private int errors;

    // -- the reclaimer

    /** Adds an object. If this throws, nothing is added. */
    void add(Reclaimable object, long objectBytes) {
        if (size == objects.length) {
            @Nullable Reclaimable[] moreObjects = Arrays.copyOf(objects, 2 * size);
            bytes = Arrays.copyOf(bytes, 2 * size);
            objects = moreObjects;
        }
        objects[size] = object;
        bytes[size++] = objectBytes;
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

    /** Offers each object once, as long as nobody frees them. If this fails, the next call goes on. */
    void offerTo(Offer offer) {
        int next = offered;
        int kept = next;
        try {
            while (next < size) {
                Reclaimable left = offer.take(object(next), bytes[next]);
                // From here on nothing is called.
                if (left != null) {
                    objects[kept] = left;
                    bytes[kept++] = bytes[next];
                }
                next++;
            }
        } finally {
            // Without a call, which could fail. It closes the gap.
            offered = kept;
            while (next < size) {
                objects[kept] = objects[next];
                bytes[kept++] = bytes[next++];
            }
            while (size > kept) {
                objects[--size] = null;
            }
        }
    }

    /** Notes that a grace period has ended that started after the batch was filled. */
    void elapse() {
        elapsed = true;
    }

    boolean hasElapsed() {
        return elapsed;
    }

    // -- any thread

    /** Whether nobody has begun to free it. */
    boolean isOpen() {
        return state == State.OPEN;
    }

    /** Whether the thread that freed it has failed, so that another must go on. */
    boolean isLeft() {
        return state == State.LEFT;
    }

    /** Whether all of it is freed and counted. */
    boolean isFreed() {
        return state == State.FREED;
    }

    /** Frees it, or the rest of it, unless another thread does, or has done so. */
    void free(Freeing freeing) {
        if (!tryClaim()) {
            return;
        }
        try {
            freeing.begins();
            countTaken(freeing);
            while (taken < size) {
                freeNext(freeing);
            }
            freeing.endsAll(size, countedBytes);
        } finally {
            try {
                freeing.leaves();
            } finally {
                // Pairs with Batch.tryClaim: what was taken is seen taken.
                state = counted == size ? State.FREED : State.LEFT;
            }
        }
    }

    private boolean tryClaim() {
        State seen = state;
        // Pairs with Batch.free: what was taken is seen taken.
        return (seen == State.OPEN || seen == State.LEFT) && STATE.compareAndSet(this, seen, State.CLAIMED);
    }

    private void freeNext(Freeing freeing) {
        Reclaimable object = object(taken);
        freeing.begins(object);
        Throwable failure = null;
        taken++;
        try {
            object.reclaim();
        } catch (StillInUseException e) {
            freeing.stillInUse(object, bytes[taken - 1], e);
        } catch (OutOfMemoryError | StackOverflowError e) {
            // A group counts for each of its objects itself, also when it is tried again because it was in use.
            if ((errors < Retired.MOST_ERRORS || Reports.original(object) instanceof RetiredGroup)
                    && Retired.isRepeatable(object)) {
                errors++;
                taken--;
                throw e;
            }
            failure = e;
            failures++;
        } catch (Throwable e) {
            failure = e;
            failures++;
        }
        errors = 0;
        countTaken(freeing);
        freeing.ended(object, failure);
    }

    private void countTaken(Freeing freeing) {
        while (counted < taken) {
            freeing.freedSoFar(counted + 1, countedBytes + bytes[counted], failures);
            if (objects[counted] instanceof Barrier barrier) {
                barrier.pass();
            }
            countedBytes += bytes[counted++];
        }
    }
}
