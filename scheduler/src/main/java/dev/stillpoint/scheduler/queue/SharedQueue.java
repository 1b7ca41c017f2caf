// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.queue;

import dev.stillpoint.scheduler.task.Task;
import org.jspecify.annotations.Nullable;

/**
 * Runnable tasks of no worker: submitted from other threads, or spilled in batches from a full {@link LocalQueue}.
 * Unbounded and lock-free. A bounded overflow buffer would deadlock when all workers push at once, and a locked one
 * would serialise them.
 *
 * <p>Submitting allocates nothing. So a thread that is unparked is never lost, and never waits, for want of memory.
 * Spilling allocates an array slot per task and a node per batch.
 */
public final class SharedQueue {

    private final TaskInbox submitted = new TaskInbox();
    private final BatchQueue<Task> spilled = new BatchQueue<>();

    /**
     * Adds a task. Any thread. If this throws, the task was not submitted.
     *
     * @return whether it is queued behind another that nobody has taken yet
     */
    public boolean submit(Task task) {
        return submitted.push(task);
    }

    /** Takes all submitted tasks, linked from the oldest to the newest, or null. Any thread; the caller owns them. */
    public @Nullable Task takeSubmitted() {
        return submitted.takeAll();
    }

    /** Adds a batch. Any thread. If this throws, the batch was not spilled. */
    public void spill(Task[] batch) {
        spilled.add(batch);
    }

    /** Takes the oldest batch, or null. Any thread; the caller owns it. */
    public Task @Nullable [] takeSpilled() {
        return spilled.poll();
    }

    public boolean hasSpilled() {
        return !spilled.isEmpty();
    }

    public boolean isEmpty() {
        return !submitted.hasArrivals() && spilled.isEmpty();
    }
}
