package dev.stillpoint.scheduler.queue;

import dev.stillpoint.scheduler.task.Task;
import org.jspecify.annotations.Nullable;

/** Selects the task that a carrier runs next: the order in which it looks at its queues. Carrier thread only. */
public final class TaskSelector {

    /*
     * Every sharedInterval-th turn is for a thread that was submitted from outside, if there is one. In all others
     * those come first that came home, for they hold back memory; but after homeStreak of them in a row one of the
     * run queue has its turn, else a guard holder that yields until another thread acts would keep that thread from
     * running. The run queue's turns are for the carrier's own threads, but every spilledInterval-th for those that are
     * spilled.
     *
     * Fairness. Let N threads be runnable at a time, and let each run for at most T before it yields, parks or ends.
     * Every queue is FIFO; the bound follows from how often each has a turn. It counts mounts of one carrier, as if
     * there were no other: others only take threads away.
     *
     *   F1  Among homeStreak + 2 turns in a row one at least is the run queue's: homeStreak at most are home's, one at
     *       most the submitted threads'.
     *   F2  A thread that came home waits for at most N others; among homeStreak + 2 turns all but two are home's.
     *   F3  Of the run queue's turns at least every second one is the ring's, if there is somebody, and every
     *       spilledInterval-th the spilled threads'.
     *   F4  A thread in the carrier's own ring waits for at most N others there, or is spilled. What was spilled never
     *       comes back to a ring that overflows: it goes to the intake, which nothing displaces.
     *   F5  A spilled thread waits for at most N others that were spilled before, each of them for one turn (F3).
     *   F6  A submitted thread waits for at most sharedInterval turns; then it runs, or all that were submitted are
     *       spilled, in their order; only where nothing is spilled may they go to the intake at once, else they would
     *       refill it again and again before the turn of the spilled ones.
     *   F7  A thread that is stolen has fewer others before it than it had.
     *
     * The longest way is submitted, ring or not, spilled, intake: with k = homeStreak + 2 at most
     *
     *   sharedInterval + 2 k N + spilledInterval k (N + 1)   mounts.
     */

    /** After Go, a prime, so that it does not fall into step with the alternations. */
    static final int SHARED_INTERVAL = 61;
    static final int HOME_STREAK = 16;

    private final TaskInbox home;
    private final RunQueue runQueue;
    private final int sharedInterval;
    private final int homeStreak;
    private int turn;
    private int streak;

    public TaskSelector(TaskInbox home, RunQueue runQueue) {
        this(home, runQueue, SHARED_INTERVAL, HOME_STREAK);
    }

    /** With other intervals. */
    TaskSelector(TaskInbox home, RunQueue runQueue, int sharedInterval, int homeStreak) {
        this.home = home;
        this.runQueue = runQueue;
        this.sharedInterval = sharedInterval;
        this.homeStreak = homeStreak;
    }

    /** The task whose turn it is, or null if this carrier knows of none. */
    public @Nullable Task next() {
        if (++turn % sharedInterval == 0) {
            Task task = runQueue.pollSubmitted();
            if (task != null) {
                return task;
            }
        }
        if (streak < homeStreak) {
            Task task = home.poll();
            if (task != null) {
                streak++;
                return task;
            }
        }
        streak = 0;
        Task task = runQueue.poll();
        return task != null ? task : home.poll();
    }
}
