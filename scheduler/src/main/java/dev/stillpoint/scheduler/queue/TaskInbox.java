package dev.stillpoint.scheduler.queue;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.stillpoint.scheduler.task.Task;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An unbounded inlet: any thread pushes, and neither pushing nor taking allocates. Either one thread takes, task by
 * task and in order, or any thread takes all there is.
 */
public final class TaskInbox {

    /*
     * What it is. A stack that is linked through the tasks themselves and taken whole; the taker reverses it, so tasks
     * come out in the order in which they went in.
     *
     * State.
     *   top      newest pushed task; any thread pushes by CAS, the taker empties by exchange.
     *   taken    tasks already reversed, oldest first; taker only.
     *
     * Invariants.
     *   I1  A task is in at most one inbox, once: only the thread that moved its state word to QUEUED pushes it.
     *   I2  A push that throws has not pushed: nothing is called after the CAS, so a stack that overflows did so
     *   before.
     *
     * Ordering. The CAS releases the task's link and the exchange acquires it. There is no ABA problem: nobody ever
     * replaces the top by the second.
     *
     * Progress. push is lock-free, poll wait-free but for the length of the stack.
     */

    private static final VarHandle TOP = fieldVarHandle(lookup(), "top", VarHandle.class, TaskInbox.class, Task.class);

    // any thread, CAS
    private volatile @Nullable Task top;
    // taker only
    private @Nullable Task taken;

    public void push(Task task) {
        Task newest;
        do {
            newest = top;
            task.next = newest;
            // Pairs with TaskInbox.poll and TaskInbox.takeAll: who takes the task sees its link.
        } while (!TOP.compareAndSet(this, newest, task));
    }

    /** The oldest task, or null. Taker only. */
    public @Nullable Task poll() {
        Task oldest = taken;
        if (oldest == null) {
            if (top == null) {
                return null;
            }
            // Pairs with TaskInbox.push: the links are whole.
            oldest = Objects.requireNonNull(reversed((Task) TOP.getAndSet(this, null)), "only the taker empties it");
        }
        taken = oldest.next;
        oldest.next = null;
        return oldest;
    }

    /** Every task, linked from the oldest to the newest, or null. Any thread, of an inbox that nobody polls. */
    public @Nullable Task takeAll() {
        // Pairs with TaskInbox.push: the links are whole.
        return top == null ? null : reversed((Task) TOP.getAndSet(this, null));
    }

    /** Taker only. */
    public boolean isEmpty() {
        return taken == null && top == null;
    }

    /** Whether the taker has not yet seen the newest task. Any thread. */
    public boolean hasArrivals() {
        return top != null;
    }

    private static @Nullable Task reversed(@Nullable Task newest) {
        if (newest == null) {
            return null;
        }
        Task first = newest;
        Task older = newest.next;
        first.next = null;
        while (older != null) {
            Task following = older.next;
            older.next = first;
            first = older;
            older = following;
        }
        return first;
    }
}
