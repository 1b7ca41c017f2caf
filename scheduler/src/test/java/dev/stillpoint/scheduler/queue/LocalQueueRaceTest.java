// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.Eventually;
import dev.stillpoint.scheduler.task.RecordingDispatcher;
import dev.stillpoint.scheduler.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.RepeatedTest;

/** The owner adds, takes and spills while three thieves steal from it and from each other. */
class LocalQueueRaceTest {
    private static final int CAPACITY = 4;
    private static final int THIEVES = 3;
    private static final int TASKS = 200_000;

    private final Task[] tasks = RecordingDispatcher.tasks(TASKS);
    private final TaskNumbers numbers = new TaskNumbers(tasks);
    private final List<LocalQueue> queues = new ArrayList<>();
    private final CyclicBarrier start = new CyclicBarrier(THIEVES + 1);
    private volatile boolean ownerDone;

    @RepeatedTest(3)
    void nothingIsLostAndNothingIsTakenTwice() {
        for (int i = 0; i <= THIEVES; i++) {
            queues.add(new LocalQueue(CAPACITY));
        }
        List<Thread> threads = new ArrayList<>();
        threads.add(Thread.ofPlatform().daemon().name("owner").start(this::own));
        for (int i = 1; i <= THIEVES; i++) {
            int thief = i;
            threads.add(Thread.ofPlatform().daemon().name("thief-" + i).start(() -> steal(thief)));
        }

        Eventually.ended(threads);

        for (LocalQueue queue : queues) {
            assertThat(queue.size()).isZero();
        }
        numbers.assertThatEachWasTakenOnce();
    }

    private void own() {
        await();
        SplittableRandom random = new SplittableRandom(1);
        LocalQueue queue = queues.get(0);
        for (Task task : tasks) {
            while (!queue.offer(task)) {
                Task[] batch = queue.spill();
                if (batch != null) {
                    numbers.take(batch);
                }
            }
            if (random.nextInt(3) == 0) {
                takeOne(queue);
            }
        }
        while (takeOne(queue)) {
        }
        ownerDone = true;
    }

    private void steal(int thief) {
        await();
        SplittableRandom random = new SplittableRandom(thief);
        LocalQueue own = queues.get(thief);
        boolean last = false;
        while (!last) {
            // One more round after the owner has ended: who moved tasks to its own queue takes them from there.
            last = ownerDone;
            LocalQueue victim = queues.get(random.nextInt(queues.size()));
            if (victim != own) {
                Task stolen = victim.stealInto(own);
                if (stolen != null) {
                    numbers.take(stolen);
                }
            }
            while (takeOne(own)) {
            }
        }
    }

    private boolean takeOne(LocalQueue own) {
        Task task = own.poll();
        if (task == null) {
            return false;
        }
        numbers.take(task);
        return true;
    }

    private void await() {
        try {
            start.await();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
