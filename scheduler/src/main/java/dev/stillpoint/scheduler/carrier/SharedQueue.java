package dev.stillpoint.scheduler.carrier;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.jspecify.annotations.Nullable;

/**
 * Runnable tasks of no carrier: submitted from other threads, or spilled in batches from a full {@link LocalQueue}.
 * Unbounded and lock-free. A bounded overflow buffer deadlocks when every carrier pushes at once, a locked one
 * serialises them.
 */
final class SharedQueue {

    private final Queue<Task> submitted = new ConcurrentLinkedQueue<>();
    private final Queue<Task[]> spilled = new ConcurrentLinkedQueue<>();

    /** Any thread. */
    void submit(Task task) {
        submitted.add(task);
    }

    /** Any thread. */
    void spill(Task[] batch) {
        spilled.add(batch);
    }

    /**
     * Takes one task to run at once, and the rest of its batch into {@code local}.
     *
     * @param local the caller's own queue; if a batch might not fit, only submitted tasks are taken
     * @param spilledFirst which of the two kinds is preferred, so that callers can alternate
     */
    @Nullable Task poll(LocalQueue local, boolean spilledFirst) {
        Task task = spilledFirst ? pollSpilled(local) : submitted.poll();
        if (task != null) {
            return task;
        }
        return spilledFirst ? submitted.poll() : pollSpilled(local);
    }

    private @Nullable Task pollSpilled(LocalQueue local) {
        if (local.size() > local.capacity() / 2) {
            return null;
        }
        Task[] batch = spilled.poll();
        if (batch == null) {
            return null;
        }
        for (int i = 1; i < batch.length; i++) {
            if (!local.offer(batch[i])) {
                throw new AssertionError("half a ring does not fit into an emptier half");
            }
        }
        return batch[0];
    }

    boolean hasSpilled() {
        return !spilled.isEmpty();
    }

    boolean isEmpty() {
        return submitted.isEmpty() && spilled.isEmpty();
    }
}
