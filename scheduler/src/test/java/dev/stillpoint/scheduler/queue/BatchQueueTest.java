// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.Eventually;
import dev.stillpoint.scheduler.task.RecordingDispatcher;
import dev.stillpoint.scheduler.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BatchQueueTest {
    private final BatchQueue<Task> queue = new BatchQueue<>();
    private final Task[] task = RecordingDispatcher.tasks(3);

    @Test
    void isEmptyAtFirst() {
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.poll()).isNull();
    }

    @Test
    void batchesComeOutInOrder() {
        queue.add(new Task[] {task[0], task[1]});
        queue.add(new Task[] {task[2]});

        assertThat(queue.isEmpty()).isFalse();
        assertThat(queue.poll()).containsExactly(task[0], task[1]);
        assertThat(queue.poll()).containsExactly(task[2]);
        assertThat(queue.poll()).isNull();
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void goesOnAfterItWasEmpty() {
        queue.add(new Task[] {task[0]});
        queue.poll();
        queue.poll();
        queue.add(new Task[] {task[1]});

        assertThat(queue.poll()).containsExactly(task[1]);
    }

    @Test
    void everyBatchIsTakenOnceByManyTakersFromManyAdders() {
        Task[] tasks = RecordingDispatcher.tasks(200_000);
        TaskNumbers numbers = new TaskNumbers(tasks);
        AtomicInteger left = new AtomicInteger(tasks.length);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int first = i;
            threads.add(Thread.ofPlatform().daemon().start(() -> {
                for (int number = first; number < tasks.length; number += 2) {
                    queue.add(new Task[] {tasks[number]});
                }
            }));
            threads.add(Thread.ofPlatform().daemon().start(() -> {
                while (left.get() != 0) {
                    Task[] batch = queue.poll();
                    if (batch == null) {
                        Thread.onSpinWait();
                    } else {
                        numbers.take(batch);
                        left.getAndDecrement();
                    }
                }
            }));
        }
        Eventually.ended(threads);

        numbers.assertThatEachWasTakenOnce();
        assertThat(queue.isEmpty()).isTrue();
    }
}
