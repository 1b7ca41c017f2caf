// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.Eventually;
import dev.stillpoint.scheduler.observe.CarrierCounts;
import dev.stillpoint.scheduler.queue.RunQueue;
import dev.stillpoint.scheduler.queue.SharedQueue;
import dev.stillpoint.scheduler.queue.TaskInbox;
import dev.stillpoint.scheduler.task.RecordingDispatcher;
import dev.stillpoint.scheduler.task.Task;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A thread wakes others at the very end of its stack. A call that fails there has done nothing, one that succeeds has
 * done everything: no task is queued twice, and none that was queued before is lost.
 */
class StackEndTest {
    private static final int ROUNDS = 400;
    private static final int ATTEMPTS = 40;

    private final SharedQueue shared = new SharedQueue();
    private final TaskInbox home = new TaskInbox();
    private final RunQueue supply = new RunQueue(2, shared, home, new CarrierCounts());
    private final Task[] tasks = RecordingDispatcher.tasks(ROUNDS * ATTEMPTS);
    private final List<Task> expected = new ArrayList<>();
    private int tried;

    @Test
    void pushQueuesOnceOrFails() {
        Thread deep = new Thread(null, () -> everyRound(supply::push), "deep", 256 * 1024);
        deep.start();
        Eventually.ended(deep);

        assertThat(expected).hasSizeGreaterThanOrEqualTo(ROUNDS);
        assertThat(everything()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void submitQueuesOnceOrFails() {
        Thread deep = new Thread(null, () -> everyRound(shared::submit), "deep", 256 * 1024);
        deep.start();
        Eventually.ended(deep);

        assertThat(everything()).containsExactlyInAnyOrderElementsOf(expected);
    }

    private void everyRound(Attempt attempt) {
        boolean[] queued = new boolean[ATTEMPTS];
        for (int round = 0; round < ROUNDS; round++) {
            tried = 0;
            descend(attempt, round * ATTEMPTS, queued);
            // Up here there is stack enough to remember what happened down there.
            for (int i = 0; i < tried; i++) {
                if (queued[i]) {
                    expected.add(tasks[round * ATTEMPTS + i]);
                    queued[i] = false;
                }
            }
            supply.settle();
        }
    }

    /**
     * Overflows, then tries from each frame on the way up, with a little more stack each time.
     */
    @SuppressWarnings("InfiniteRecursion") // it is meant
    private void descend(Attempt attempt, int first, boolean[] queued) {
        try {
            descend(attempt, first, queued);
        } catch (StackOverflowError e) {
            // Up, one frame at a time.
        }
        if (tried < ATTEMPTS) {
            int number = tried++;
            try {
                attempt.queue(tasks[first + number]);
                queued[number] = true;
            } catch (StackOverflowError e) {
                // It is not queued: the test finds out.
            }
        }
    }

    private List<Task> everything() {
        List<Task> found = new ArrayList<>();
        supply.drain();
        for (Task task = home.poll(); task != null; task = home.poll()) {
            found.add(task);
        }
        for (Task[] batch = shared.takeSpilled(); batch != null; batch = shared.takeSpilled()) {
            found.addAll(List.of(batch));
        }
        for (Task task = shared.takeSubmitted(); task != null; task = task.next) {
            found.add(task);
        }
        return found;
    }

    private interface Attempt {
        void queue(Task task);
    }
}
