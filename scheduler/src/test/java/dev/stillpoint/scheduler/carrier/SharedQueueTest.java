package dev.stillpoint.scheduler.carrier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.Eventually;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedQueueTest {
    private static final boolean SPILLED_FIRST = true;
    private static final boolean SUBMITTED_FIRST = false;

    private final SharedQueue shared = new SharedQueue();
    private final LocalQueue local = new LocalQueue(4);
    private final Task[] task = RecordingDispatcher.tasks(6);

    @Test
    void isEmptyAtFirst() {
        assertThat(shared.isEmpty()).isTrue();
        assertThat(shared.poll(local, SPILLED_FIRST)).isNull();
        assertThat(shared.poll(local, SUBMITTED_FIRST)).isNull();
    }

    @Test
    void submittedTasksComeOutInOrder() {
        shared.submit(task[0]);
        shared.submit(task[1]);

        assertThat(shared.poll(local, SUBMITTED_FIRST)).isSameAs(task[0]);
        assertThat(shared.poll(local, SUBMITTED_FIRST)).isSameAs(task[1]);
        assertThat(shared.isEmpty()).isTrue();
    }

    @Test
    void submittedTaskIsNotPutIntoTheLocalQueue() {
        shared.submit(task[0]);
        shared.submit(task[1]);
        shared.poll(local, SUBMITTED_FIRST);

        assertThat(local.size()).isZero();
    }

    @Test
    void firstOfABatchIsTakenAndTheRestBecomesLocal() {
        shared.spill(new Task[] {task[0], task[1], task[2]});

        assertThat(shared.poll(local, SPILLED_FIRST)).isSameAs(task[0]);
        assertThat(local.poll()).isSameAs(task[1]);
        assertThat(local.poll()).isSameAs(task[2]);
        assertThat(shared.isEmpty()).isTrue();
    }

    @Test
    void batchesComeOutInOrder() {
        shared.spill(new Task[] {task[0]});
        shared.spill(new Task[] {task[1]});

        assertThat(shared.poll(local, SPILLED_FIRST)).isSameAs(task[0]);
        assertThat(shared.poll(local, SPILLED_FIRST)).isSameAs(task[1]);
    }

    @Test
    void callerChoosesWhichKindComesFirst() {
        shared.submit(task[0]);
        shared.submit(task[1]);
        shared.spill(new Task[] {task[2]});

        assertThat(shared.poll(local, SUBMITTED_FIRST)).isSameAs(task[0]);
        assertThat(shared.poll(local, SPILLED_FIRST)).isSameAs(task[2]);
    }

    @Test
    void otherKindIsTakenWhenThePreferredOneIsEmpty() {
        shared.submit(task[0]);
        shared.spill(new Task[] {task[1]});

        assertThat(shared.poll(local, SPILLED_FIRST)).isSameAs(task[1]);
        assertThat(shared.poll(local, SPILLED_FIRST)).isSameAs(task[0]);
        shared.spill(new Task[] {task[2]});
        assertThat(shared.poll(local, SUBMITTED_FIRST)).isSameAs(task[2]);
    }

    @Test
    void callerThatIsMoreThanHalfFullGetsSubmittedTasksOnly() {
        fillLocal(3);
        shared.spill(new Task[] {task[3], task[4]});
        shared.submit(task[5]);

        assertThat(shared.poll(local, SPILLED_FIRST)).isSameAs(task[5]);
        assertThat(shared.poll(local, SPILLED_FIRST)).isNull();
        assertThat(shared.isEmpty()).isFalse();
    }

    @Test
    void halfFullCallerHasRoomForAWholeBatch() {
        fillLocal(2);
        shared.spill(new Task[] {task[3], task[4]});

        assertThat(shared.poll(local, SPILLED_FIRST)).isSameAs(task[3]);
        assertThat(local.size()).isEqualTo(3);
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

        drain(new LocalQueue(4), numbers);
        numbers.assertThatEachWasTakenOnce();
    }

    /** As a carrier does: adds locally, spills what does not fit, and takes from the shared queue now and then. */
    private void overflow(Task[] tasks, int first, int step, TaskNumbers numbers) {
        LocalQueue own = new LocalQueue(4);
        for (int i = first; i < tasks.length; i += step) {
            while (!own.offer(tasks[i])) {
                shared.spill(own.spill());
            }
            if (i % 7 == 0) {
                Task taken = shared.poll(own, i % 2 == 0);
                if (taken != null) {
                    numbers.take(taken);
                }
            }
        }
        drain(own, numbers);
    }

    private void drain(LocalQueue own, TaskNumbers numbers) {
        for (Task taken = own.poll(); taken != null; taken = own.poll()) {
            numbers.take(taken);
        }
        for (Task taken = shared.poll(own, SPILLED_FIRST); taken != null; taken = shared.poll(own, SPILLED_FIRST)) {
            numbers.take(taken);
            for (Task more = own.poll(); more != null; more = own.poll()) {
                numbers.take(more);
            }
        }
    }

    private void fillLocal(int count) {
        for (int i = 0; i < count; i++) {
            local.offer(task[i]);
        }
    }
}
