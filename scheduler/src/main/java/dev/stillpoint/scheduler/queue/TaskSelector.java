// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.queue;

import dev.stillpoint.scheduler.task.Task;
import org.jspecify.annotations.Nullable;

/** Selects the task that a worker runs next: the order in which it looks at its queues. Carrier thread only. */
public final class TaskSelector {

    /*
     * Every sharedInterval-th turn is for a thread that was submitted from outside, if there is one. In all other turns
     * the threads that came home go first, because they hold back memory. After homeStreak of them in a row, a thread
     * of the run queue has its turn. Otherwise a guard holder that yields until another thread acts would keep that
     * thread from running. In the run queue's turns the worker's own threads go first, but in every spilledInterval-th
     * the spilled ones do.
     *
     * Fairness. Let N threads be runnable at a time, and let each run for at most T before it yields, parks or ends.
     * Every queue is FIFO, so the bound follows from how often each has a turn. The bound counts mounts of one carrier
     * as if there were no other, because others only take threads away.
     *
     *   F1  Among homeStreak + 2 turns in a row at least one is the run queue's: at most homeStreak are the home
     *       inbox's, and at most one is the submitted threads'.
     *   F2  A thread that came home waits for at most N others. Among homeStreak + 2 turns all but two are the home
     *       inbox's.
     *   F3  Of the run queue's turns at least every second one is the ring's, if a thread is there, and every
     *       spilledInterval-th is the spilled threads'.
     *   F4  A thread in the worker's own ring waits for at most N others there, or is spilled. A spilled thread never
     *       comes back to a ring that overflows: it goes to the intake, and nothing displaces it there.
     *   F5  A spilled thread waits for at most N others that were spilled before, each of them for one turn (F3).
     *   F6  A submitted thread waits for at most sharedInterval turns. Then it runs, or all that were submitted are
     *       spilled in their order. They may go to the intake at once only if nothing is spilled. Otherwise they would
     *       refill the intake again and again before the spilled threads had their turn.
     *   F7  A thread that is stolen has fewer others before it than it had.
     *
     * The longest way is: submitted, perhaps a ring, spilled, intake. With k = homeStreak + 2 it takes at most
     *
     *   sharedInterval + 2 k N + spilledInterval k (N + 1)   mounts.
     */

    /** A prime, as in Go, so that it does not fall into step with the alternations. */
    static final int SHARED_INTERVAL = 61;
    static final int HOME_STREAK = 16;

    private final TaskInbox homeInbox;
    private final RunQueue runQueue;
    private final int sharedInterval;
    private final int homeStreak;
    // counted down, because a remainder would cost a division each time
    private int turnsUntilShared;
    private int streak;

    public TaskSelector(TaskInbox homeInbox, RunQueue runQueue) {
        this(homeInbox, runQueue, SHARED_INTERVAL, HOME_STREAK);
    }

    /** A selector with other intervals. */
    TaskSelector(TaskInbox homeInbox, RunQueue runQueue, int sharedInterval, int homeStreak) {
        this.homeInbox = homeInbox;
        this.runQueue = runQueue;
        this.sharedInterval = sharedInterval;
        turnsUntilShared = sharedInterval;
        this.homeStreak = homeStreak;
    }

    /** The task whose turn it is, or null if this worker knows of none. */
    public @Nullable Task next() {
        if (--turnsUntilShared == 0) {
            turnsUntilShared = sharedInterval;
            Task task = runQueue.pollSubmitted();
            if (task != null) {
                return task;
            }
        }
        if (streak < homeStreak) {
            Task task = homeInbox.poll();
            if (task != null) {
                streak++;
                return task;
            }
        }
        streak = 0;
        Task task = runQueue.poll();
        return task != null ? task : homeInbox.poll();
    }
}
