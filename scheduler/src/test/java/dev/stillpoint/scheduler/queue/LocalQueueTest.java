// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.stillpoint.scheduler.task.RecordingDispatcher;
import dev.stillpoint.scheduler.task.Task;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalQueueTest {
    private final LocalQueue queue = new LocalQueue(4);
    private final LocalQueue thief = new LocalQueue(4);
    private final Task[] task = RecordingDispatcher.tasks(9);

    @Test
    void isEmptyAtFirst() {
        assertThat(queue.poll()).isNull();
        assertThat(queue.size()).isZero();
    }

    @Test
    void tasksComeOutInTheOrderInWhichTheyWentIn() {
        offer(0, 1, 2);

        assertThat(drained(queue)).containsExactly(task[0], task[1], task[2]);
    }

    @Test
    void fullQueueRefusesAndKeepsWhatItHas() {
        offer(0, 1, 2, 3);

        assertThat(queue.offer(task[4])).isFalse();
        assertThat(drained(queue)).containsExactly(task[0], task[1], task[2], task[3]);
    }

    @Test
    void placeOfATakenTaskIsFreeAgain() {
        offer(0, 1, 2, 3);
        queue.poll();
        offer(4);

        assertThat(drained(queue)).containsExactly(task[1], task[2], task[3], task[4]);
    }

    @Test
    void orderSurvivesManyTurnsOfTheRing() {
        offer(0, 1, 2);
        for (int i = 3; i < 1000; i++) {
            offer(i % task.length);

            assertThat(queue.poll()).isSameAs(task[(i - 3) % task.length]);
        }
    }

    @Test
    void orderSurvivesTheOverflowOfTheCounters() throws Exception {
        set("head", Integer.MAX_VALUE - 1);
        set("tail", Integer.MAX_VALUE - 1);
        offer(0, 1, 2, 3);

        assertThat(queue.size()).isEqualTo(4);
        assertThat(queue.offer(task[4])).isFalse();
        assertThat(queue.stealInto(thief)).isSameAs(task[0]);
        assertThat(drained(thief)).containsExactly(task[1]);
        assertThat(drained(queue)).containsExactly(task[2], task[3]);
    }

    @Test
    void sizeCountsWhatIsIn() {
        offer(0, 1, 2);
        queue.poll();

        assertThat(queue.size()).isEqualTo(2);
    }

    @Test
    void fullQueueSpillsItsOlderHalf() {
        offer(0, 1, 2, 3);

        assertThat(queue.spill()).containsExactly(task[0], task[1]);
        assertThat(drained(queue)).containsExactly(task[2], task[3]);
    }

    @Test
    void queueInWhichThievesMadeRoomSpillsNothing() {
        offer(0, 1, 2, 3);
        queue.stealInto(thief);
        queue.poll();

        assertThat(queue.spill()).isNull();
        assertThat(queue.size()).isEqualTo(1);
    }

    @Test
    void thiefTakesTheOlderHalf() {
        offer(0, 1, 2, 3);

        assertThat(queue.stealInto(thief)).isSameAs(task[0]);
        assertThat(drained(thief)).containsExactly(task[1]);
        assertThat(drained(queue)).containsExactly(task[2], task[3]);
    }

    @Test
    void thiefTakesTheLargerPartOfAnOddNumber() {
        offer(0, 1, 2);

        assertThat(queue.stealInto(thief)).isSameAs(task[0]);
        assertThat(drained(thief)).containsExactly(task[1]);
        assertThat(drained(queue)).containsExactly(task[2]);
    }

    @Test
    void thiefTakesASingleTask() {
        offer(0);

        assertThat(queue.stealInto(thief)).isSameAs(task[0]);
        assertThat(thief.size()).isZero();
        assertThat(queue.size()).isZero();
    }

    @Test
    void thiefFindsNothingInAnEmptyQueue() {
        assertThat(queue.stealInto(thief)).isNull();
        assertThat(thief.size()).isZero();
    }

    @Test
    void thiefTakesNoMoreThanItHasRoomFor() {
        LocalQueue large = new LocalQueue(8);
        for (int i = 0; i < 8; i++) {
            large.offer(task[i]);
        }
        LocalQueue small = new LocalQueue(2);

        assertThat(large.stealInto(small)).isSameAs(task[0]);
        assertThat(drained(small)).containsExactly(task[1]);
        assertThat(large.size()).isEqualTo(6);
    }

    @Test
    void stolenTasksFollowThoseThatTheThiefHadBefore() {
        thief.offer(task[8]);
        thief.poll();
        offer(0, 1, 2, 3);
        queue.stealInto(thief);
        thief.offer(task[5]);

        assertThat(drained(thief)).containsExactly(task[1], task[5]);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -4, 0, 1, 3, 255})
    void capacityMustBeAPowerOfTwo(int capacity) {
        assertThatIllegalArgumentException().isThrownBy(() -> new LocalQueue(capacity))
                .withMessage("capacity must be a power of two, at least 2, not " + capacity);
    }

    private void offer(int... numbers) {
        for (int number : numbers) {
            assertThat(queue.offer(task[number])).isTrue();
        }
    }

    private static List<Task> drained(LocalQueue from) {
        List<Task> all = new ArrayList<>();
        for (Task taken = from.poll(); taken != null; taken = from.poll()) {
            all.add(taken);
        }
        return all;
    }

    private void set(String counter, int value) throws ReflectiveOperationException {
        Field field = LocalQueue.class.getDeclaredField(counter);
        field.setAccessible(true);
        field.setInt(queue, value);
    }
}
