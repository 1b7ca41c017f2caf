// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.fixture.Faults;
import dev.stillpoint.scheduler.fixture.FaultyClasses;
import dev.stillpoint.scheduler.fixture.FaultyClasses.Points;
import dev.stillpoint.scheduler.jdk.JdkAccess;
import dev.stillpoint.scheduler.jdk.VirtualThreadAccess;
import dev.stillpoint.scheduler.observe.CarrierCounts;
import dev.stillpoint.scheduler.queue.BatchQueue;
import dev.stillpoint.scheduler.queue.RunQueue;
import dev.stillpoint.scheduler.queue.SharedQueue;
import dev.stillpoint.scheduler.queue.TaskInbox;
import dev.stillpoint.scheduler.task.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Threads that are queued on a stopped pool run elsewhere, whatever overflows while they are given away. */
class EvacuationTest {
    private static final int ROUNDS = 2000;

    @Test
    void whereverTheStackEndsNoThreadIsLost() throws Exception {
        assertThat(FaultyClasses.play("dev.stillpoint.scheduler",
                Set.of(Evacuation.class, SharedQueue.class, TaskInbox.class, BatchQueue.class, Task.class),
                Points.CALLS, Overflowing.class)).isEmpty();
    }

    @Test
    void whereverTheStackEndsNothingThatAWorkerLeavesBehindIsLost() throws Exception {
        assertThat(FaultyClasses.play("dev.stillpoint.scheduler",
                Set.of(RunQueue.class, SharedQueue.class, TaskInbox.class), Points.CALLS, LeftBehind.class)).isEmpty();
    }

    @Test
    void whateverIsQueuedMeanwhileRunsToo() throws Exception {
        Stopped pool = new Stopped();
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        Thread other = Thread.ofPlatform().daemon().start(() -> {
            for (int round = 1; round <= ROUNDS; round++) {
                awaitValue(begun, round);
                pool.evacuation.run();
                done.set(round);
            }
        });
        int left = 0;
        for (int round = 1; round <= ROUNDS; round++) {
            pool.start();
            begun.set(round);
            pool.start();
            pool.evacuation.run();
            awaitValue(done, round);
            left += pool.queue.isEmpty() ? 0 : 1;
        }
        other.join();

        assertThat(left).isZero();
        assertThat(pool.lost()).isEmpty();
    }

    private static void awaitValue(AtomicInteger counter, int value) {
        while (counter.get() < value) {
            Thread.yield();
        }
    }

    /** Threads are queued, and whoever gives them away overflows its stack at one call after the other. */
    abstract static class Overflows implements Callable<List<String>> {

        /** Queues threads. Returns what gives them away, as often as it is run. */
        abstract Runnable queue(Stopped pool);

        @Override
        public List<String> call() throws Exception {
            List<String> wrong = new ArrayList<>();
            int points = Faults.atEachPoint(point -> {
                Stopped pool = new Stopped();
                Runnable giving = queue(pool);
                Faults.arm(point, StackOverflowError::new);
                try {
                    giving.run();
                } catch (StackOverflowError e) {
                    // Whoever comes next goes on.
                }
                boolean struck = Faults.disarm();
                giving.run();
                pool.evacuation.run();
                pool.lost().forEach(lost -> wrong.add("an overflow at %d: %s".formatted(point, lost)));
                return struck && wrong.isEmpty();
            });
            if (wrong.isEmpty() && points < 10) {
                wrong.add(points + " points");
            }
            return wrong;
        }
    }

    /** Five threads are queued, in a batch and one by one. */
    static final class Overflowing extends Overflows {

        @Override
        Runnable queue(Stopped pool) {
            pool.start();
            pool.start();
            pool.spill();
            for (int i = 0; i < 3; i++) {
                pool.start();
            }
            return pool.evacuation::run;
        }
    }

    /** Four threads are queued at a worker that has ended: two for anybody, and two that came home. */
    static final class LeftBehind extends Overflows {

        @Override
        Runnable queue(Stopped pool) {
            TaskInbox home = new TaskInbox();
            RunQueue left = new RunQueue(4, pool.queue, home, new CarrierCounts());
            for (int i = 0; i < 2; i++) {
                left.push(pool.queued());
                home.push(pool.queued());
            }
            return left::abandon;
        }
    }

    /** A pool without workers, on which threads can be started all the same. */
    static final class Stopped implements Task.Dispatcher {

        private final SharedQueue queue = new SharedQueue();
        final Evacuation evacuation = new Evacuation(queue);
        private final List<Thread> threads = new ArrayList<>();

        void start() {
            Thread thread = Task.newThread(this, "queued", () -> {
            });
            synchronized (threads) {
                threads.add(thread);
            }
            thread.start();
        }

        /** The task of one more thread. */
        Task queued() {
            start();
            return Objects.requireNonNull(takeQueued());
        }

        /** What was started and is still queued, or null. */
        @Nullable Task takeQueued() {
            return queue.takeSubmitted();
        }

        /** Puts what was started into a batch. */
        void spill() {
            List<Task> tasks = new ArrayList<>();
            for (Task task = takeQueued(); task != null;) {
                Task next = task.next;
                task.next = null;
                tasks.add(task);
                task = next;
            }
            queue.spill(tasks.toArray(Task[]::new));
        }

        /** The threads that do not end. */
        List<Thread> lost() throws InterruptedException {
            List<Thread> lost = new ArrayList<>();
            for (Thread thread : threads) {
                if (!thread.join(Duration.ofSeconds(lost.isEmpty() ? 20 : 1))) {
                    lost.add(thread);
                }
            }
            return lost;
        }

        @Override
        public void enqueue(Task task) {
            queue.submit(task);
        }

        @Override
        public void requeue(Task task, Task.Host host) {
            throw new AssertionError("nothing runs here");
        }

        @Override
        public void starting(Task task) {
        }

        @Override
        public VirtualThreadAccess access() {
            return JdkAccess.get();
        }

        @Override
        public void ended(Task task) {
        }

        @Override
        public void leaked(Task task, int holds) {
        }

        @Override
        public void failed(Task task, Throwable cause) {
        }
    }
}
