package dev.stillpoint.scheduler.queue;

import dev.stillpoint.scheduler.task.Task;
import org.jspecify.annotations.Nullable;

/**
 * Runnable tasks of no carrier: submitted from other threads, or spilled in batches from a full {@link LocalQueue}.
 * Unbounded and lock-free. A bounded overflow buffer deadlocks when every carrier pushes at once, a locked one
 * serialises them.
 *
 * <p>Submitting allocates nothing, so a thread is never lost, and never has to wait, for want of memory when it is
 * unparked. Spilling allocates an array slot a task and a node a batch.
 */
public final class SharedQueue {

    private final TaskInbox submitted = new TaskInbox();
    private final BatchQueue<Task> spilled = new BatchQueue<>();

    /** Any thread; if this throws, the task was not submitted. */
    public void submit(Task task) {
        submitted.push(task);
    }

    /** All submitted tasks, linked from the oldest to the newest, or null. Any thread; the caller owns them. */
    public @Nullable Task takeSubmitted() {
        return submitted.takeAll();
    }

    /** Any thread; if this throws, the batch was not spilled. */
    public void spill(Task[] batch) {
        spilled.add(batch);
    }

    /** The oldest batch, or null. Any thread; the caller owns it. */
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
