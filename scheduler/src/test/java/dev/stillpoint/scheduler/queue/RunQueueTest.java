// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.Eventually;
import dev.stillpoint.scheduler.observe.CarrierCount;
import dev.stillpoint.scheduler.observe.CarrierCounts;
import dev.stillpoint.scheduler.task.RecordingDispatcher;
import dev.stillpoint.scheduler.task.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class RunQueueTest {
    private final SharedQueue shared = new SharedQueue();
    private final TaskInbox home = new TaskInbox();
    private final CarrierCounts counts = new CarrierCounts();
    private final RunQueue runQueue = new RunQueue(4, shared, home, counts);
    private final Task[] task = RecordingDispatcher.tasks(12);

    @Test
    void hasNothingAtFirst() {
        assertThat(shared.isEmpty()).isTrue();
        assertThat(runQueue.poll()).isNull();
        assertThat(runQueue.pollSubmitted()).isNull();
    }

    @Test
    void pushedTasksComeOutInOrder() {
        push(0, 3);

        assertThat(drainOwn()).containsExactly(task[0], task[1], task[2]);
    }

    @Test
    void fullRingSpillsItsOlderHalf() {
        push(0, 5);

        assertThat(shared.takeSpilled()).containsExactly(task[0], task[1]);
        assertThat(drainOwn()).containsExactly(task[2], task[3], task[4]);
        assertThat(counts.get(CarrierCount.SPILLS)).isEqualTo(1);
        assertThat(counts.get(CarrierCount.SPILLED_TASKS)).isEqualTo(2);
    }

    @Test
    void everyThirdTurnIsForASpilledTaskAndTheOthersForTheRing() {
        RunQueue third = new RunQueue(4, 3, shared, home, counts);
        Arrays.stream(task, 0, 7).forEach(third::push);

        assertThat(drain(third)).containsExactly(task[4], task[5], task[0], task[6], task[1], task[2], task[3]);
    }

    @Test
    void submittedTasksDoNotOvertakeSpilledOnes() {
        shared.spill(new Task[] {task[0], task[1]});
        submit(2, 5);

        assertThat(runQueue.pollSubmitted()).isSameAs(task[2]);
        assertThat(drainOwn()).containsExactly(task[0], task[1], task[3], task[4]);
    }

    @Test
    void spilledTaskThatCameBackIsNotSpilledAgain() {
        shared.spill(new Task[] {task[0], task[1]});
        assertThat(runQueue.poll()).isSameAs(task[0]);
        push(2, 10);

        assertThat(drainOwn().subList(0, 5)).containsExactly(task[6], task[7], task[8], task[9], task[1]);
    }

    @Test
    void submittedTasksComeAlongInOrderAsFarAsTheyFit() {
        submit(0, 3);

        assertThat(runQueue.pollSubmitted()).isSameAs(task[0]);
        assertThat(shared.isEmpty()).isTrue();
        assertThat(drainOwn()).containsExactly(task[1], task[2]);
    }

    @Test
    void whatIsPushedIsAnnouncedOnce() {
        assertThat(runQueue.hasUnannounced()).as("nothing there").isFalse();
        push(0, 2);
        assertThat(runQueue.hasUnannounced()).as("pushed").isTrue();
        runQueue.announced();
        assertThat(runQueue.hasUnannounced()).as("announced").isFalse();
        runQueue.poll();
        assertThat(runQueue.hasUnannounced()).as("one taken, one left").isFalse();
        push(2, 3);
        assertThat(runQueue.hasUnannounced()).as("pushed again").isTrue();
        drainOwn();
        assertThat(runQueue.hasUnannounced()).as("nothing left").isFalse();
    }

    /** On their way from one queue to the other nobody could see them. */
    @Test
    void whatCameFromTheSharedQueueIsAnnouncedHere() {
        shared.spill(new Task[] {task[0], task[1]});
        runQueue.poll();
        assertThat(runQueue.hasUnannounced()).as("a batch came, one is left").isTrue();
        runQueue.announced();
        drainOwn();

        submit(2, 5);
        runQueue.pollSubmitted();
        assertThat(runQueue.hasUnannounced()).as("two came along").isTrue();
    }

    @Test
    void whatIsSpilledIsAnnouncedToo() {
        push(0, 4);
        runQueue.announced();
        push(4, 5);
        assertThat(shared.hasSpilled()).isTrue();
        assertThat(runQueue.hasUnannounced()).isTrue();
    }

    @Test
    void submittedTasksThatDoNotFitBecomeBatchesForAnybody() {
        submit(0, 8);

        assertThat(runQueue.pollSubmitted()).isSameAs(task[0]);
        assertThat(shared.takeSpilled()).containsExactly(task[3], task[4]);
        assertThat(shared.takeSpilled()).containsExactly(task[5], task[6]);
        assertThat(shared.takeSpilled()).containsExactly(task[7]);
        assertThat(drainOwn()).containsExactly(task[1], task[2]);
        assertThat(shared.isEmpty()).isTrue();
    }

    @Test
    void submittedTasksDoNotOvertakeABatchThatIsBeingTaken() {
        shared.spill(new Task[] {task[0], task[1]});
        runQueue.poll();
        submit(4, 7);

        assertThat(runQueue.pollSubmitted()).isSameAs(task[4]);
        assertThat(shared.takeSpilled()).containsExactly(task[5], task[6]);
        assertThat(runQueue.size()).isEqualTo(1);
    }

    @Test
    void othersStealFromBothQueues() {
        shared.spill(new Task[] {task[0], task[1]});
        runQueue.poll();
        RunQueue thief = new RunQueue(4, shared, new TaskInbox(), new CarrierCounts());

        assertThat(thief.stealFrom(runQueue)).isSameAs(task[1]);
        push(2, 4);
        assertThat(thief.stealFrom(runQueue)).isSameAs(task[2]);
        assertThat(runQueue.size()).isEqualTo(1);
    }

    @Test
    void aLoneTaskIsLeftToAnOwnerThatRuns() {
        push(0, 1);
        LoneOwner owner = new LoneOwner(runQueue);
        owner.looks = () -> {
            assertThat(runQueue.poll()).isSameAs(task[0]);
            owner.looks = () -> {
            };
        };

        assertThat(stolenFrom(owner)).isNull();
    }

    @Test
    void aLoneTaskThatAnOwnerDoesNotTakeIsStolen() {
        push(0, 1);

        assertThat(stolenFrom(new LoneOwner(runQueue))).isSameAs(task[0]);
    }

    @Test
    void aLoneTaskOfABlockedOwnerIsTakenAtOnce() {
        push(0, 1);
        LoneOwner owner = new LoneOwner(runQueue);
        owner.blocked = true;
        List<Boolean> looks = new ArrayList<>();
        owner.looks = () -> looks.add(true);

        assertThat(stolenFrom(owner)).isSameAs(task[0]);
        assertThat(looks).hasSize(1);
    }

    private Task stolenFrom(LoneOwner owner) {
        RunQueue thief = new RunQueue(4, shared, new TaskInbox(), new CarrierCounts());
        return thief.steal(new RunQueue.Owner[] {owner});
    }

    /** Is asked whether it is blocked, and may act meanwhile. */
    private static final class LoneOwner implements RunQueue.Owner {
        private final RunQueue queue;
        boolean blocked;
        Runnable looks = () -> {
        };

        LoneOwner(RunQueue queue) {
            this.queue = queue;
        }

        @Override
        public RunQueue runQueue() {
            return queue;
        }

        @Override
        public boolean isBlocked() {
            looks.run();
            return blocked;
        }
    }

    @Test
    void drainedTasksAreForAnybody() {
        push(0, 3);
        runQueue.drain();

        assertThat(runQueue.size()).isZero();
        assertThat(new RunQueue(8, shared, home, counts).pollSubmitted()).isSameAs(task[0]);
    }

    @Test
    void batchForWhichThereIsNoMemoryComesHome() throws Exception {
        assertThat(NoMemoryForBatches.play(Overflow.class)).containsExactly("home: 0 1", "queue: 2 3 4");
    }

    @Test
    void submittedTasksForWhichThereIsNoMemoryComeHome() throws Exception {
        assertThat(NoMemoryForBatches.play(ManySubmitted.class)).containsExactly("first: 0", "home: 3 4 5 6 7",
                "queue: 1 2");
    }

    /** Where batches can be made, nobody has to come home: the scenarios above show what they say. */
    @Test
    void whereThereIsMemoryNobodyComesHome() {
        assertThat(new Overflow().get()).containsExactly("home:", "queue: 2 3 4 0 1");
        assertThat(new ManySubmitted().get()).containsExactly("first: 0", "home:", "queue: 1 2 3 4 5 6 7");
    }

    /** Pushes one task more than the ring holds. */
    static final class Overflow implements Supplier<List<String>> {
        @Override
        public List<String> get() {
            Task[] tasks = RecordingDispatcher.tasks(5);
            TaskInbox home = new TaskInbox();
            RunQueue starving = new RunQueue(4, new SharedQueue(), home, new CarrierCounts());
            for (Task pushed : tasks) {
                starving.push(pushed);
            }
            return List.of("home:" + numbers(tasks, home::poll), "queue:" + numbers(tasks, starving::poll));
        }
    }

    /** Takes what was submitted, which is more than fits. */
    static final class ManySubmitted implements Supplier<List<String>> {
        @Override
        public List<String> get() {
            Task[] tasks = RecordingDispatcher.tasks(8);
            TaskInbox home = new TaskInbox();
            SharedQueue shared = new SharedQueue();
            RunQueue starving = new RunQueue(4, shared, home, new CarrierCounts());
            for (Task submitted : tasks) {
                shared.submit(submitted);
            }
            int first = Arrays.asList(tasks).indexOf(starving.pollSubmitted());
            return List.of("first: " + first, "home:" + numbers(tasks, home::poll),
                    "queue:" + numbers(tasks, starving::poll));
        }
    }

    private static String numbers(Task[] tasks, Supplier<Task> from) {
        StringBuilder numbers = new StringBuilder();
        for (Task taken = from.get(); taken != null; taken = from.get()) {
            numbers.append(' ').append(Arrays.asList(tasks).indexOf(taken));
        }
        return numbers.toString();
    }

    @Test
    void nothingIsLostWhenEveryCarrierOverflowsAtOnce() {
        int carriers = 3;
        Task[] tasks = RecordingDispatcher.tasks(carriers * 50_000);
        TaskNumbers numbers = new TaskNumbers(tasks);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < carriers; i++) {
            int first = i;
            threads.add(Thread.ofPlatform().daemon().start(() -> overflow(tasks, first, carriers, numbers)));
        }
        Eventually.ended(threads);

        takeAll(new RunQueue(4, shared, home, counts), numbers);
        numbers.assertThatEachWasTakenOnce();
    }

    /** As a carrier does: adds to its own queue, submits some, and takes from the shared queue now and then. */
    private void overflow(Task[] tasks, int first, int step, TaskNumbers numbers) {
        RunQueue own = new RunQueue(4, shared, new TaskInbox(), new CarrierCounts());
        for (int i = first; i < tasks.length; i += step) {
            if (i % 5 == 0) {
                shared.submit(tasks[i]);
            } else {
                own.push(tasks[i]);
            }
            if (i % 7 == 0) {
                Task taken = i % 2 == 0 ? own.poll() : own.pollSubmitted();
                if (taken != null) {
                    numbers.take(taken);
                }
            }
        }
        own.drain();
    }

    private static void takeAll(RunQueue own, TaskNumbers numbers) {
        Task taken = own.pollSubmitted();
        while (taken != null) {
            numbers.take(taken);
            for (Task local = own.poll(); local != null; local = own.poll()) {
                numbers.take(local);
            }
            taken = own.pollSubmitted();
        }
        for (Task local = own.poll(); local != null; local = own.poll()) {
            numbers.take(local);
        }
    }

    private void push(int from, int to) {
        for (int i = from; i < to; i++) {
            runQueue.push(task[i]);
        }
    }

    private void submit(int from, int to) {
        for (int i = from; i < to; i++) {
            shared.submit(task[i]);
        }
    }

    private List<Task> drainOwn() {
        return drain(runQueue);
    }

    private static List<Task> drain(RunQueue from) {
        List<Task> drained = new ArrayList<>();
        for (Task taken = from.poll(); taken != null; taken = from.poll()) {
            drained.add(taken);
        }
        return drained;
    }
}
