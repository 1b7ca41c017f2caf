// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.queue;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.stillpoint.scheduler.task.Task;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * An unbounded queue to which any thread pushes. Neither pushing nor taking allocates. Either one thread takes the
 * tasks one by one and in order, or any thread takes all of them.
 */
public final class TaskInbox {

    /*
     * What it is. A stack that is linked through the tasks themselves and taken as a whole. The taker reverses it, so
     * tasks come out in the order in which they went in.
     *
     * State.
     *   top      The newest task that was pushed; any thread pushes by CAS, the taker empties by exchange.
     *   taken    Tasks that are already reversed, oldest first; taker only.
     *
     * Invariants.
     *   I1  A task is in at most one inbox, once: only the thread that moved its state word to QUEUED pushes it.
     *   I2  A push that throws has not pushed, and who gets an error while taking has taken nothing. Nothing is called
     *       after the CAS or the exchange, so a stack overflow comes before it.
     *
     * Ordering. The CAS releases the task's link and the exchange acquires it. There is no ABA problem, because nobody
     * ever replaces the top by the task below it.
     *
     * Progress. push is lock-free. poll is wait-free, apart from reversing the whole stack.
     */

    private static final VarHandle TOP = fieldVarHandle(lookup(), "top", VarHandle.class, TaskInbox.class, Task.class);

    // any thread, CAS
    private volatile @Nullable Task top;
    // taker only
    private @Nullable Task taken;

    /** Adds a task. Any thread. Returns whether it is queued behind another that the taker has not seen yet. */
    public boolean push(Task task) {
        Task newest;
        do {
            newest = top;
            task.next = newest;
            // Pairs with TaskInbox.poll and TaskInbox.takeAll: whoever takes the task sees its link.
        } while (!TOP.compareAndSet(this, newest, task));
        return newest != null;
    }

    /** Takes the oldest task, or null. Taker only. */
    public @Nullable Task poll() {
        Task oldest = taken;
        if (oldest == null) {
            oldest = takeAll();
            if (oldest == null) {
                return null;
            }
        }
        taken = oldest.next;
        oldest.next = null;
        return oldest;
    }

    /** Takes every task, linked from the oldest to the newest, or null. Any thread, for an inbox that nobody polls. */
    public @Nullable Task takeAll() {
        if (top == null) {
            return null;
        }
        // Pairs with TaskInbox.push: the links are whole.
        Task newest = (Task) TOP.getAndSet(this, null);
        // No call from here on (I2).
        Task oldest = null;
        while (newest != null) {
            Task older = newest.next;
            newest.next = oldest;
            oldest = newest;
            newest = older;
        }
        return oldest;
    }

    /** Whether no task is left. Taker only. */
    public boolean isEmpty() {
        return taken == null && top == null;
    }

    /** Whether the taker has not yet seen the newest task. Any thread. */
    public boolean hasArrivals() {
        return top != null;
    }
}
