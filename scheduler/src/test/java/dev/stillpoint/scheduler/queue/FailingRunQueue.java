// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.queue;

import dev.stillpoint.scheduler.fixture.Faults;
import dev.stillpoint.scheduler.fixture.Point;
import dev.stillpoint.scheduler.fixture.Point.Kind;
import dev.stillpoint.scheduler.observe.CarrierCounts;
import dev.stillpoint.scheduler.task.RecordingDispatcher;
import dev.stillpoint.scheduler.task.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A worker that fails while it takes a task, at one point after the other, for {@link RunQueueErrorsTest}. */
abstract class FailingRunQueue implements Callable<List<String>> {
    private static final int TASKS = 12;

    private final List<String> wrong = new ArrayList<>();

    /** It runs out of memory. */
    static final class OutOfMemory extends FailingRunQueue {
        @Override
        void arm(AtomicInteger pointsLeft) {
            arm(pointsLeft, OutOfMemoryError::new);
        }
    }

    /** A call overflows its stack. */
    static final class AtTheStackEnd extends FailingRunQueue {
        @Override
        void arm(AtomicInteger pointsLeft) {
            arm(pointsLeft, StackOverflowError::new);
        }
    }

    /** There is no memory for the nodes of batches, and a call overflows its stack as well. */
    static final class AtTheStackEndWithoutMemory extends FailingRunQueue {
        @Override
        void arm(AtomicInteger pointsLeft) {
            Faults.arm(number -> {
                Point point = Point.of(number);
                if (point.kind() == Kind.ALLOCATION) {
                    return point.method().startsWith("BatchQueue") ? new OutOfMemoryError() : null;
                }
                return pointsLeft.decrementAndGet() == 0 ? new StackOverflowError() : null;
            });
        }
    }

    /** Lets the point fail that is passed when {@code pointsLeft} comes to zero. */
    abstract void arm(AtomicInteger pointsLeft);

    static void arm(AtomicInteger pointsLeft, Supplier<? extends Error> error) {
        Faults.arm(_ -> pointsLeft.decrementAndGet() == 0 ? error.get() : null);
    }

    /** The queues of two workers, and some tasks. */
    private static final class Queues {
        final Task[] tasks = RecordingDispatcher.tasks(TASKS);
        final SharedQueue shared = new SharedQueue();
        final TaskInbox home = new TaskInbox();
        final RunQueue own = new RunQueue(4, shared, home, new CarrierCounts());
        final RunQueue other = new RunQueue(16, shared, new TaskInbox(), new CarrierCounts());

        void submit(int from) {
            Arrays.stream(tasks, from, TASKS).forEach(shared::submit);
        }
    }

    /** Everything that went wrong, at whatever point. */
    @Override
    public List<String> call() throws Exception {
        int points = failAtEachPoint("a submitted task", queues -> queues.submit(0),
                queues -> queues.own.pollSubmitted());
        points += failAtEachPoint("a submitted task behind spilled ones", queues -> {
            queues.shared.spill(new Task[] {queues.tasks[0], queues.tasks[1]});
            queues.submit(2);
        }, queues -> queues.own.pollSubmitted());
        points += failAtEachPoint("a spilled task", queues -> {
            queues.shared.spill(Arrays.copyOf(queues.tasks, 2));
            Arrays.stream(queues.tasks, 2, TASKS).forEach(queues.home::push);
        }, queues -> queues.own.poll());
        points += failAtEachPoint("a task that came home",
                queues -> Arrays.stream(queues.tasks).forEach(queues.home::push), queues -> queues.home.poll());
        points += failAtEachPoint("a stolen task", queues -> Arrays.stream(queues.tasks).forEach(queues.other::push),
                queues -> queues.own.stealFrom(queues.other));
        if (points == 0) {
            wrong.add("no points");
        }
        return wrong;
    }

    private int failAtEachPoint(String what, Consumer<Queues> filled, Function<Queues, @Nullable Task> taking)
            throws Exception {
        return Faults.atEachPoint(point -> {
            Queues queues = new Queues();
            filled.accept(queues);
            List<Task> found = new ArrayList<>();
            AtomicInteger pointsLeft = new AtomicInteger(point);
            arm(pointsLeft);
            try {
                addIfAny(found, taking.apply(queues));
            } catch (StackOverflowError | OutOfMemoryError e) {
                // The worker's round ends here, and the next one begins.
            }
            Faults.disarm();
            queues.own.settle();
            collect(queues, found);
            if (found.size() != TASKS || !found.containsAll(List.of(queues.tasks))) {
                wrong.add("%s, an error at %d: %d of %d tasks are left, %d different ones".formatted(what, point,
                        found.size(), TASKS, found.stream().distinct().count()));
            }
            return pointsLeft.get() <= 0;
        });
    }

    private static void collect(Queues queues, List<Task> found) {
        for (Task[] batch = queues.shared.takeSpilled(); batch != null; batch = queues.shared.takeSpilled()) {
            // A batch with a hole would not be what a worker expects.
            found.addAll(Arrays.asList(batch));
        }
        for (Task task = queues.own.poll(); task != null; task = queues.own.poll()) {
            found.add(task);
        }
        for (Task task = queues.other.poll(); task != null; task = queues.other.poll()) {
            found.add(task);
        }
        for (Task task = queues.home.poll(); task != null; task = queues.home.poll()) {
            found.add(task);
        }
        for (Task task = queues.shared.takeSubmitted(); task != null; task = task.next) {
            found.add(task);
        }
    }

    private static void addIfAny(List<Task> found, @Nullable Task task) {
        if (task != null) {
            found.add(task);
        }
    }
}
