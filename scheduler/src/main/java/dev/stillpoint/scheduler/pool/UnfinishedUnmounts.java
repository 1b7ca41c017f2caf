// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.pool;

import dev.stillpoint.scheduler.queue.TaskInbox;
import dev.stillpoint.scheduler.task.Task;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The threads that have left their carriers while there was no memory for the last part of that, as a rule for the
 * timer of a timed wait. One thread finishes them as soon as there is memory.
 */
final class UnfinishedUnmounts {

    /*
     * Why. A carrier could wait for memory itself. But whoever holds the memory may be a runnable thread that waits for
     * a carrier; then all would wait for ever.
     *
     * State.
     *   arrivals   Carriers push, the finisher takes.
     *   inHand     The thread that is next, out of the inbox; finisher only.
     *   waiting    Whether the finisher comes again soon by itself; the finisher writes, carriers read.
     *
     * Invariants.
     *   I1  A task is in arrivals or in inHand from add() until its unmount is finished. No call stands between the
     *       return of a call that moves it and the store that keeps or forgets it.
     *   I2  A task that was added is looked at soon: the finisher sees it, or add() has woken the finisher.
     *
     * Ordering. add() pushes, then reads waiting. The finisher stores false to waiting, then looks at arrivals. All are
     * volatile, so the finisher sees the task, or add() sees false and wakes it (I2). If add() sees true, the finisher
     * comes within Task.SHORTAGE_NANOS.
     *
     * Progress. add() is lock-free. The watchdog waits for no lock here: whoever stops the pool comes after it.
     */

    private final TaskInbox arrivals = new TaskInbox();
    // finisher only
    private @Nullable Task inHand;
    // the finisher writes, carriers read
    private volatile boolean waiting;

    /**
     * Adds a task. Any carrier. Allocates nothing. If this throws, it was not added.
     *
     * @param finisher the thread that calls {@link #finish}
     */
    void add(Task task, Thread finisher) {
        arrivals.push(task);
        try {
            // Pairs with UnfinishedUnmounts.finish: it sees the task, or this call sees that it does not look.
            if (!waiting) {
                LockSupport.unpark(finisher);
            }
        } catch (StackOverflowError e) {
            // The task is added, so this call must not fail. The watchdog looks by itself within a second.
        }
    }

    /**
     * Finishes what there is memory for. For the watchdog, and after it whoever stops the pool.
     *
     * @return whether nothing is left; otherwise call it again within {@link Task#SHORTAGE_NANOS}
     */
    synchronized boolean finish() {
        // Pairs with UnfinishedUnmounts.add.
        waiting = false;
        for (Task task = next(); task != null; task = next()) {
            if (!task.finishUnmount()) {
                // Each attempt in vain costs a collection, so there is one in a round. The next round tries the next
                // one: some need no memory.
                waiting = true;
                arrivals.push(task);
                inHand = null;
                return false;
            }
            inHand = null;
        }
        return true;
    }

    private @Nullable Task next() {
        if (inHand == null) {
            inHand = arrivals.poll();
        }
        return inHand;
    }
}
