// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.timing;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** An action that runs once, at its time. */
public final class Timer {

    /*
     *   NEW    -> LISTED     // timer thread: it has moved it from the arrivals into the wheel
     *   NEW    -> CANCELLED  // any thread: the timer thread drops it when it arrives
     *   LISTED -> FIRED      // timer thread: it is due
     *   NEW    -> FIRED      // likewise, if an error kept the timer thread from marking it as listed
     *   LISTED -> CANCELLED  // any thread, which sends it once more so that the wheel drops it
     *
     * Ordering. The CAS NEW -> LISTED follows the last use of the link by which the timer arrived. So whoever cancels a
     * listed timer may use the link again. The CAS to CANCELLED gives the action to the thread that cancels, the CAS to
     * FIRED to the timer thread. Only the thread that owns the action uses or clears it.
     */

    private static final int NEW = 0;
    private static final int LISTED = 1;
    private static final int FIRED = 2;
    private static final int CANCELLED = 3;

    private static final VarHandle STATE = fieldVarHandle(lookup(), "state", VarHandle.class, Timer.class, int.class);

    static final int NO_BUCKET = -1;

    /** When it is due: nanoseconds since its thread's origin, not negative. */
    final long deadline;

    /** The thread that fires a timer, as the timer sees it. */
    interface Owner {

        /** Takes note of a timer that is new, or that was cancelled after it was listed. Any thread. */
        void send(Timer timer);

        /** Nanoseconds since the owner's origin. */
        long now();
    }

    private final Owner owner;
    // the thread whose CAS took the action, see above
    private @Nullable Runnable action;
    // any thread, CAS
    private volatile int state;

    // the sender, then the timer thread: the next older arrival
    @Nullable Timer arrivedBefore;
    // the sender: how many arrivals there are
    int arrivals;

    // timer thread: where the wheel keeps it
    int bucket = NO_BUCKET;
    // timer thread: neighbour in the bucket
    @Nullable Timer previous;
    // timer thread: neighbour in the bucket
    @Nullable Timer next;

    Timer(Owner owner, long deadline, Runnable action) {
        this.owner = owner;
        this.deadline = deadline;
        this.action = action;
    }

    /**
     * Keeps the action from running, unless it is too late for that. Any thread. Neither blocks nor allocates.
     *
     * @return whether this call cancelled the timer
     */
    public boolean cancel() {
        if (casState(NEW, CANCELLED)) {
            action = null;
            return true;
        }
        if (casState(LISTED, CANCELLED)) {
            action = null;
            owner.send(this);
            return true;
        }
        return false;
    }

    public boolean isCancelled() {
        return state == CANCELLED;
    }

    /** Whether the action has run, is running or will not run. */
    public boolean isDone() {
        return state == FIRED || state == CANCELLED;
    }

    /** Nanoseconds until it is due; negative if it is late. */
    public long remaining() {
        return deadline - owner.now();
    }

    /** Marks a timer that is in the wheel now. Returns false if it was cancelled before. Timer thread only. */
    boolean list() {
        return casState(NEW, LISTED);
    }

    /** Fires a timer that is due. Returns its action, or null if it was cancelled. Timer thread only. */
    @Nullable Runnable fire() {
        // Read before the CAS, so that nothing can fail between the CAS and the return. It is used only if the CAS
        // gives it to this thread.
        Runnable due = action;
        if (!casState(LISTED, FIRED) && !casState(NEW, FIRED)) {
            return null;
        }
        action = null;
        return due;
    }

    private boolean casState(int from, int to) {
        // Pairs with itself in Timer.list, Timer.fire and Timer.cancel: one of them gets the action, and LISTED gives
        // the link back.
        return state == from && STATE.compareAndSet(this, from, to);
    }
}
