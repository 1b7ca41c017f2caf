// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.queue;

import dev.stillpoint.scheduler.observe.CarrierCounts;
import dev.stillpoint.scheduler.task.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The queues of a scheduler whose carriers somebody plays, with room for four, so that they overflow all the time. In
 * the scheduler's package for their sake alone.
 */
public final class PlayedQueues {

    private static final int CAPACITY = 4;
    private static final int SHARED_INTERVAL = 5;
    private static final int HOME_STREAK = 3;

    private final SharedQueue shared = new SharedQueue();

    /** A host of tasks whose queues are played. */
    public interface QueuedHost extends Task.Host {

        /** Its queues. */
        Inlets inlets();
    }

    /** The queues of a carrier. */
    public Inlets newInlets() {
        return new Inlets();
    }

    /**
     * Queues a task as {@code CarrierPool} does.
     *
     * @param here the inlets of the carrier on which this happens, or null elsewhere
     */
    public void enqueue(Task task, @Nullable Inlets here) {
        QueuedHost home = (QueuedHost) task.home();
        if (home != null) {
            home.inlets().home.push(task);
        } else if (here != null) {
            here.runQueue.push(task);
        } else {
            shared.submit(task);
        }
    }

    /** What one carrier looks into. */
    public final class Inlets {

        private final TaskInbox home = new TaskInbox();
        private final RunQueue runQueue = new RunQueue(CAPACITY, shared, home, new CarrierCounts());
        private final TaskSelector selector = new TaskSelector(home, runQueue, SHARED_INTERVAL, HOME_STREAK);

        private Inlets() {
        }

        /** The task whose turn it is, as a worker finds it, or null. */
        public @Nullable Task next(List<Inlets> victims) {
            runQueue.settle();
            Task task = selector.next();
            if (task == null) {
                task = runQueue.pollSubmitted();
            }
            for (int i = 0; i < victims.size() && task == null; i++) {
                task = victims.get(i) == this ? null : runQueue.stealFrom(victims.get(i).runQueue);
            }
            return task;
        }

        /** The carrier ends: everybody may take what it has. */
        public void drain() {
            runQueue.drain();
        }
    }
}
