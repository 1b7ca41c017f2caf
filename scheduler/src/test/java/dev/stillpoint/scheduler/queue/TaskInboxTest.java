// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.Eventually;
import dev.stillpoint.scheduler.task.RecordingDispatcher;
import dev.stillpoint.scheduler.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class TaskInboxTest {
    private final TaskInbox inbox = new TaskInbox();
    private final Task[] task = RecordingDispatcher.tasks(4);

    @Test
    void isEmptyAtFirst() {
        assertThat(inbox.isEmpty()).isTrue();
        assertThat(inbox.poll()).isNull();
    }

    @Test
    void tasksComeOutInTheOrderInWhichTheyWentIn() {
        push(0, 1, 2);

        assertThat(drained()).containsExactly(task[0], task[1], task[2]);
    }

    @Test
    void tasksThatArriveWhileOthersAreTakenComeAfterThem() {
        push(0, 1);
        Task first = inbox.poll();
        push(2, 3);

        assertThat(first).isSameAs(task[0]);
        assertThat(drained()).containsExactly(task[1], task[2], task[3]);
    }

    @Test
    void pushingSaysWhetherAnotherWaitsThatNobodyHasSeen() {
        assertThat(inbox.push(task[0])).isFalse();
        assertThat(inbox.push(task[1])).isTrue();
        inbox.poll();

        assertThat(inbox.push(task[2])).isFalse();
    }

    @Test
    void isNotEmptyWhileATakenStackIsHalfWayThrough() {
        push(0, 1);
        inbox.poll();

        assertThat(inbox.isEmpty()).isFalse();
    }

    @Test
    void isEmptyAfterTheLast() {
        push(0, 1);
        drained();

        assertThat(inbox.isEmpty()).isTrue();
        assertThat(inbox.poll()).isNull();
    }

    @Test
    void takenTaskLinksToNothing() {
        push(0, 1);

        assertThat(inbox.poll().next).isNull();
    }

    @Test
    void takenTaskMayBePushedAgain() {
        push(0, 1);
        inbox.poll();
        push(0);

        assertThat(drained()).containsExactly(task[1], task[0]);
    }

    @RepeatedTest(10)
    void nothingIsLostOrReorderedWhenManyPush() {
        int pushers = 3;
        int each = 100_000;
        Task[][] tasks = new Task[pushers][];
        CountDownLatch ready = new CountDownLatch(pushers);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < pushers; i++) {
            Task[] own = RecordingDispatcher.tasks(each);
            tasks[i] = own;
            threads.add(Thread.ofPlatform().daemon().unstarted(() -> pushTogether(own, ready)));
        }
        Positions positions = new Positions(tasks);

        threads.forEach(Thread::start);
        Eventually.holds("all tasks are taken", () -> {
            // A busy taker: between two looks of a lazy one, all pushes would be over.
            for (int i = 0; i < 1_000_000 && positions.seen() < pushers * each; i++) {
                Task taken = inbox.poll();
                if (taken != null) {
                    positions.expectNextOfItsPusher(taken);
                }
            }
            return positions.seen() == pushers * each;
        }, threads);
    }

    private void pushTogether(Task[] own, CountDownLatch ready) {
        ready.countDown();
        while (ready.getCount() != 0) {
            Thread.onSpinWait();
        }
        for (Task pushed : own) {
            inbox.push(pushed);
        }
    }

    private void push(int... numbers) {
        for (int number : numbers) {
            inbox.push(task[number]);
        }
    }

    private List<Task> drained() {
        List<Task> all = new ArrayList<>();
        for (Task taken = inbox.poll(); taken != null; taken = inbox.poll()) {
            all.add(taken);
        }
        return all;
    }

    /** Follows each pusher's sequence. */
    private static final class Positions {
        private final TaskNumbers numbers;
        private final int each;
        private final int[] next;
        private int seen;

        Positions(Task[][] tasks) {
            numbers = new TaskNumbers(tasks);
            each = tasks[0].length;
            next = new int[tasks.length];
        }

        void expectNextOfItsPusher(Task taken) {
            int number = numbers.of(taken);
            assertThat(number % each).isEqualTo(next[number / each]++);
            seen++;
        }

        int seen() {
            return seen;
        }
    }
}
