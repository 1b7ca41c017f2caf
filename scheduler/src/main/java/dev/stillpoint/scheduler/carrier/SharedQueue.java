package dev.stillpoint.scheduler.carrier;

import org.jspecify.annotations.Nullable;

/**
 * Runnable tasks of no carrier: submitted from other threads, or spilled in batches from a full {@link LocalQueue}.
 * Unbounded and lock-free. A bounded overflow buffer deadlocks when every carrier pushes at once, a locked one
 * serialises them.
 *
 * <p>Submitting allocates nothing, so a thread is never lost, and never has to wait, for want of memory when it is
 * unparked. Spilling allocates an array slot a task and a node a batch.
 *
 * <p>Not final, for a test that runs out of memory.
 */
class SharedQueue {

    private final TaskInbox submitted = new TaskInbox();
    private final BatchQueue<Task> spilled = new BatchQueue<>();

    /** Any thread; if this throws, the task was not submitted. */
    void submit(Task task) {
        submitted.push(task);
    }

    /** All submitted tasks, linked from the oldest to the newest, or null. Any thread; the caller owns them. */
    @Nullable Task takeSubmitted() {
        return submitted.takeAll();
    }

    /** Any thread; if this throws, the batch was not spilled. */
    void spill(Task[] batch) {
        spilled.add(batch);
    }

    /** The oldest batch, or null. Any thread; the caller owns it. */
    Task @Nullable [] takeSpilled() {
        return spilled.poll();
    }

    boolean hasSpilled() {
        return !spilled.isEmpty();
    }

    boolean isEmpty() {
        return !submitted.hasArrivals() && spilled.isEmpty();
    }
}
