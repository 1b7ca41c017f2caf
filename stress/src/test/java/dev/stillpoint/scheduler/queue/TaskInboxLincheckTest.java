// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.queue;

import dev.stillpoint.scheduler.task.Task;
import dev.stillpoint.stress.lincheck.Lincheck;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicReference;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/** Any thread pushes. Either one thread takes, task by task, or any thread takes all there is. */
class TaskInboxLincheckTest {

    @Test
    void aHomeInboxIsAQueueWithOneTaker() {
        Lincheck.check(Home.class, Specification.class);
    }

    @Test
    void whoeverTakesAllTakesAllInOrder() {
        Lincheck.check(Shared.class, Specification.class);
    }

    @Test
    void aTakerThatEmptiesInTwoStepsIsFound() {
        Lincheck.assertFound(EmptiesInTwoSteps.class, Specification.class);
    }

    /** One thread takes: the inbox of a carrier to which readers come home. */
    public static final class Home {

        private final TaskInbox inbox = new TaskInbox();

        @Operation
        public void push(int number) {
            inbox.push(NumberedTask.of(number));
        }

        @Operation(nonParallelGroup = "taker")
        public Integer poll() {
            return NumberedTask.number(inbox.poll());
        }

        @Operation(nonParallelGroup = "taker")
        public boolean isEmpty() {
            return inbox.isEmpty();
        }
    }

    /** Any thread takes all: what is submitted to the shared queue. */
    public static final class Shared {

        private final TaskInbox inbox = new TaskInbox();

        @Operation
        public void push(int number) {
            inbox.push(NumberedTask.of(number));
        }

        @Operation
        public List<Integer> takeAll() {
            List<Integer> taken = new ArrayList<>();
            for (Task task = inbox.takeAll(); task != null; task = task.next) {
                taken.add(NumberedTask.number(task));
            }
            return taken;
        }
    }

    public static final class Specification {

        private final Queue<Integer> queue = new ArrayDeque<>();

        public void push(int number) {
            queue.add(number);
        }

        public Integer poll() {
            return queue.poll();
        }

        public boolean isEmpty() {
            return queue.isEmpty();
        }

        public List<Integer> takeAll() {
            List<Integer> taken = new ArrayList<>(queue);
            queue.clear();
            return taken;
        }
    }

    /** The inbox once more, frozen: what is pushed between the look and the store is lost. */
    public static final class EmptiesInTwoSteps {

        private final AtomicReference<Pushed> top = new AtomicReference<>();

        @Operation
        public void push(int number) {
            Pushed older;
            do {
                older = top.get();
            } while (!top.compareAndSet(older, new Pushed(number, older)));
        }

        @Operation
        public List<Integer> takeAll() {
            Pushed newest = top.get();
            top.set(null);
            List<Integer> taken = new ArrayList<>();
            for (Pushed pushed = newest; pushed != null; pushed = pushed.older) {
                taken.addFirst(pushed.number);
            }
            return taken;
        }
    }

    private static final class Pushed {

        private final int number;
        private final Pushed older;

        Pushed(int number, Pushed older) {
            this.number = number;
            this.older = older;
        }
    }
}
