package dev.stillpoint.scheduler.carrier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.Eventually;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SupplyTest {
    private final SharedQueue shared = new SharedQueue();
    private final TaskInbox home = new TaskInbox();
    private final CarrierCounts counts = new CarrierCounts();
    private final Supply supply = new Supply(4, shared, home, counts);
    private final Task[] task = RecordingDispatcher.tasks(12);

    @Test
    void hasNothingAtFirst() {
        assertThat(shared.isEmpty()).isTrue();
        assertThat(supply.poll()).isNull();
        assertThat(supply.pollSubmitted()).isNull();
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
        Supply third = new Supply(4, 3, shared, home, counts);
        Arrays.stream(task, 0, 7).forEach(third::push);

        assertThat(drain(third)).containsExactly(task[4], task[5], task[0], task[6], task[1], task[2], task[3]);
    }

    @Test
    void submittedTasksDoNotOvertakeSpilledOnes() {
        shared.spill(new Task[] {task[0], task[1]});
        submit(2, 5);

        assertThat(supply.pollSubmitted()).isSameAs(task[2]);
        assertThat(drainOwn()).containsExactly(task[0], task[1], task[3], task[4]);
    }

    @Test
    void spilledTaskThatCameBackIsNotSpilledAgain() {
        shared.spill(new Task[] {task[0], task[1]});
        assertThat(supply.poll()).isSameAs(task[0]);
        push(2, 10);

        assertThat(drainOwn().subList(0, 5)).containsExactly(task[6], task[7], task[8], task[9], task[1]);
    }

    @Test
    void submittedTasksComeAlongInOrderAsFarAsTheyFit() {
        submit(0, 3);

        assertThat(supply.pollSubmitted()).isSameAs(task[0]);
        assertThat(shared.isEmpty()).isTrue();
        assertThat(drainOwn()).containsExactly(task[1], task[2]);
    }

    @Test
    void whatIsPushedIsAnnouncedOnce() {
        assertThat(supply.hasUnannounced()).as("nothing there").isFalse();
        push(0, 2);
        assertThat(supply.hasUnannounced()).as("pushed").isTrue();
        supply.announced();
        assertThat(supply.hasUnannounced()).as("announced").isFalse();
        supply.poll();
        assertThat(supply.hasUnannounced()).as("one taken, one left").isFalse();
        push(2, 3);
        assertThat(supply.hasUnannounced()).as("pushed again").isTrue();
        drainOwn();
        assertThat(supply.hasUnannounced()).as("nothing left").isFalse();
    }

    /** On their way from one queue to the other nobody could see them. */
    @Test
    void whatCameFromTheSharedQueueIsAnnouncedHere() {
        shared.spill(new Task[] {task[0], task[1]});
        supply.poll();
        assertThat(supply.hasUnannounced()).as("a batch came, one is left").isTrue();
        supply.announced();
        drainOwn();

        submit(2, 5);
        supply.pollSubmitted();
        assertThat(supply.hasUnannounced()).as("two came along").isTrue();
    }

    @Test
    void whatIsSpilledIsAnnouncedToo() {
        push(0, 4);
        supply.announced();
        push(4, 5);
        assertThat(shared.hasSpilled()).isTrue();
        assertThat(supply.hasUnannounced()).isTrue();
    }

    @Test
    void submittedTasksThatDoNotFitBecomeBatchesForAnybody() {
        submit(0, 8);

        assertThat(supply.pollSubmitted()).isSameAs(task[0]);
        assertThat(shared.takeSpilled()).containsExactly(task[3], task[4]);
        assertThat(shared.takeSpilled()).containsExactly(task[5], task[6]);
        assertThat(shared.takeSpilled()).containsExactly(task[7]);
        assertThat(drainOwn()).containsExactly(task[1], task[2]);
        assertThat(shared.isEmpty()).isTrue();
    }

    @Test
    void submittedTasksDoNotOvertakeABatchThatIsBeingTaken() {
        shared.spill(new Task[] {task[0], task[1]});
        supply.poll();
        submit(4, 7);

        assertThat(supply.pollSubmitted()).isSameAs(task[4]);
        assertThat(shared.takeSpilled()).containsExactly(task[5], task[6]);
        assertThat(supply.size()).isEqualTo(1);
    }

    @Test
    void othersStealFromBothQueues() {
        shared.spill(new Task[] {task[0], task[1]});
        supply.poll();
        Supply thief = new Supply(4, shared, new TaskInbox(), new CarrierCounts());

        assertThat(thief.stealFrom(supply)).isSameAs(task[1]);
        push(2, 4);
        assertThat(thief.stealFrom(supply)).isSameAs(task[2]);
        assertThat(supply.size()).isEqualTo(1);
    }

    @Test
    void drainedTasksAreForAnybody() {
        push(0, 3);
        supply.drain();

        assertThat(supply.size()).isZero();
        assertThat(new Supply(8, shared, home, counts).pollSubmitted()).isSameAs(task[0]);
    }

    @Test
    void batchForWhichThereIsNoMemoryComesHome() {
        Supply starving = new Supply(4, new Full(), home, counts);
        for (int i = 0; i < 5; i++) {
            starving.push(task[i]);
        }

        assertThat(home.poll()).isSameAs(task[0]);
        assertThat(home.poll()).isSameAs(task[1]);
        assertThat(starving.size()).isEqualTo(3);
    }

    @Test
    void submittedTasksForWhichThereIsNoMemoryComeHome() {
        Full full = new Full();
        Supply starving = new Supply(4, full, home, counts);
        for (int i = 0; i < 8; i++) {
            full.submit(task[i]);
        }

        assertThat(starving.pollSubmitted()).isSameAs(task[0]);
        assertThat(starving.size()).isEqualTo(2);
        for (int i = 3; i < 8; i++) {
            assertThat(home.poll()).isSameAs(task[i]);
        }
    }

    /** Has no memory for batches. */
    private static final class Full extends SharedQueue {
        @Override
        void spill(Task[] batch) {
            throw new OutOfMemoryError("on purpose");
        }
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

        takeAll(new Supply(4, shared, home, counts), numbers);
        numbers.assertThatEachWasTakenOnce();
    }

    /** As a carrier does: adds to its own queue, submits some, and takes from the shared queue now and then. */
    private void overflow(Task[] tasks, int first, int step, TaskNumbers numbers) {
        Supply own = new Supply(4, shared, new TaskInbox(), new CarrierCounts());
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

    private static void takeAll(Supply own, TaskNumbers numbers) {
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
            supply.push(task[i]);
        }
    }

    private void submit(int from, int to) {
        for (int i = from; i < to; i++) {
            shared.submit(task[i]);
        }
    }

    private List<Task> drainOwn() {
        return drain(supply);
    }

    private static List<Task> drain(Supply from) {
        List<Task> drained = new ArrayList<>();
        for (Task taken = from.poll(); taken != null; taken = from.poll()) {
            drained.add(taken);
        }
        return drained;
    }
}
