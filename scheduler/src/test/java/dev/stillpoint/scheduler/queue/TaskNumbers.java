// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.task.Task;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** Numbers tasks, and counts how often each of them was taken. Any thread. */
final class TaskNumbers {
    // filled by the constructor
    private final Map<Task, Integer> numbers = new HashMap<>();
    private final AtomicIntegerArray taken;

    TaskNumbers(Task[]... tasks) {
        for (Task[] group : tasks) {
            for (Task task : group) {
                numbers.put(task, numbers.size());
            }
        }
        taken = new AtomicIntegerArray(numbers.size());
    }

    /** The position of the task in the constructor's arguments. */
    int of(Task task) {
        return numbers.get(task);
    }

    void take(Task task) {
        taken.getAndIncrement(of(task));
    }

    void take(Task[] batch) {
        for (Task task : batch) {
            take(task);
        }
    }

    void assertThatEachWasTakenOnce() {
        for (int i = 0; i < taken.length(); i++) {
            assertThat(taken.get(i)).as("how often task %d was taken", i).isEqualTo(1);
        }
    }
}
