// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.Eventually;
import dev.stillpoint.scheduler.SchedulerConfig;
import dev.stillpoint.scheduler.observe.CarrierCount;
import dev.stillpoint.scheduler.observe.CarrierCounts;
import dev.stillpoint.scheduler.queue.RunQueue;
import dev.stillpoint.scheduler.queue.SharedQueue;
import dev.stillpoint.scheduler.queue.TaskInbox;
import dev.stillpoint.scheduler.task.RecordingDispatcher;
import dev.stillpoint.scheduler.task.Task;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Every carrier makes far more threads runnable than its queue holds, all at once, while nobody takes any. */
class OverflowTest {
    private static final int CARRIERS = 3;
    private static final int PUSHES = 1_000_000;
    private static final int CAPACITY = 256;
    /** So many different tasks are pushed again and again: the queues do not look at them. */
    private static final int TASKS = 10_000;

    private final SharedQueue shared = new SharedQueue();

    @Test
    void aMillionPushesOfEachCarrierNeitherDeadlockNorLoseAnything() {
        Task[][] tasks = new Task[CARRIERS][];
        List<RunQueue> supplies = new ArrayList<>();
        List<CarrierCounts> counts = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        CountDownLatch start = new CountDownLatch(CARRIERS);
        for (int i = 0; i < CARRIERS; i++) {
            tasks[i] = RecordingDispatcher.tasks(TASKS);
            counts.add(new CarrierCounts());
            supplies.add(new RunQueue(CAPACITY, shared, new TaskInbox(), counts.get(i)));
            RunQueue supply = supplies.get(i);
            Task[] own = tasks[i];
            threads.add(Thread.ofPlatform().daemon().start(() -> {
                start.countDown();
                while (start.getCount() != 0) {
                    Thread.onSpinWait();
                }
                for (int push = 0; push < PUSHES; push++) {
                    supply.push(own[push % TASKS]);
                }
            }));
        }
        Eventually.ended(threads);

        assertThatMemoryIsBounded(counts);
        int[][] taken = new int[CARRIERS][TASKS];
        count(tasks, supplies, taken);
        for (int[] times : taken) {
            assertThat(times).containsOnly(PUSHES / TASKS);
        }
    }

    /** A batch is never less than half a ring: an array slot and a fraction of a node are all that a task costs. */
    private static void assertThatMemoryIsBounded(List<CarrierCounts> counts) {
        for (CarrierCounts count : counts) {
            assertThat(count.get(CarrierCount.SPILLED_TASKS))
                    .isEqualTo(count.get(CarrierCount.SPILLS) * (CAPACITY / 2))
                    .isGreaterThanOrEqualTo(PUSHES - CAPACITY);
        }
    }

    /** Takes everything, on one thread. */
    private static void count(Task[][] tasks, List<RunQueue> supplies, int[][] taken) {
        Map<Task, int[]> numbers = new HashMap<>();
        for (int carrier = 0; carrier < CARRIERS; carrier++) {
            for (int i = 0; i < TASKS; i++) {
                numbers.put(tasks[carrier][i], new int[] {carrier, i});
            }
        }
        for (RunQueue supply : supplies) {
            for (Task task = supply.poll(); task != null; task = supply.poll()) {
                int[] number = numbers.get(task);
                taken[number[0]][number[1]]++;
            }
        }
    }

    @Test
    void threadsStartedFromInsideByEveryCarrierAtOnceAllRun() {
        int children = 50_000;
        BitSet[] ran = {new BitSet(children), new BitSet(children)};
        CarrierScheduler scheduler = CarrierScheduler.create(new SchedulerConfig("overflow", 2, 4));
        for (int i = 0; i < 2; i++) {
            int own = i;
            scheduler.start(() -> {
                for (int child = 0; child < children; child++) {
                    int number = child;
                    Thread.startVirtualThread(() -> {
                        synchronized (ran[own]) {
                            ran[own].set(number);
                        }
                    });
                }
            });
        }
        Eventually.closed(scheduler);

        assertThat(ran[0].cardinality()).isEqualTo(children);
        assertThat(ran[1].cardinality()).isEqualTo(children);
    }
}
