// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.jdk;

import dev.stillpoint.scheduler.fixture.Faults;
import dev.stillpoint.scheduler.fixture.Faults.Fault;
import dev.stillpoint.scheduler.fixture.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A queue of events that cannot be opened, or closed, at one point after the other, for {@link EventQueueErrorsTest}.
 */
abstract class FailingQueue implements Callable<List<String>> {

    /** A call into the JDK, in a method of {@link PollerInternals}. */
    private static final String NATIVE = "MethodHandle.invokeExact";

    final List<String> wrong = new ArrayList<>();

    /** There is no memory. */
    static final class OutOfMemory extends FailingOnce {
        OutOfMemory() {
            super(OutOfMemoryError::new, Point.Kind::needsMemory);
        }
    }

    /** The stack of the caller ends. */
    static final class AtTheStackEnd extends FailingOnce {
        AtTheStackEnd() {
            super(StackOverflowError::new, Point.Kind::needsStack);
        }
    }

    @Override
    public List<String> call() throws Exception {
        JdkAccess.get().startPollers();
        EventQueue warm = SocketPollers.open();
        new EventBuffer(warm).close();
        warm.close(true);
        play();
        return wrong;
    }

    abstract void play() throws Exception;

    /** Counts what is opened and closed, by the points before the JDK does it. */
    static class Counting implements Fault {
        final AtomicInteger descriptors = new AtomicInteger();
        final AtomicInteger memory = new AtomicInteger();

        @Override
        public @Nullable Error at(int point) {
            count(Point.of(point));
            return null;
        }

        final void count(Point point) {
            if (point.action().equals(NATIVE)) {
                switch (point.method()) {
                    case "PollerInternals.create", "PollerInternals.newEventFd" -> descriptors.getAndIncrement();
                    case "PollerInternals.close", "PollerInternals.closeEventFd" -> descriptors.getAndDecrement();
                    case "PollerInternals.allocate" -> memory.getAndIncrement();
                    case "PollerInternals.free" -> memory.getAndDecrement();
                    default -> {
                        // Opens and closes nothing.
                    }
                }
            }
        }
    }

    final void requireNothingLeft(Counting counted, String when) {
        if (counted.descriptors.get() != 0 || counted.memory.get() != 0) {
            wrong.add("%s: %d descriptors and %d buffers are left".formatted(when, counted.descriptors.get(),
                    counted.memory.get()));
        }
        for (boolean reading : new boolean[] {true, false}) {
            for (Object poller : PollerInternals.pollers(reading)) {
                if (!PollerInternals.isOfTheJdk(poller)) {
                    wrong.add(when + ": a poller of ours is left in the JDK's array");
                }
            }
        }
    }

    /** Opens and closes with an error at each point. */
    abstract static class FailingOnce extends FailingQueue {

        private final Supplier<? extends Error> error;
        private final Predicate<Point.Kind> where;

        FailingOnce(Supplier<? extends Error> error, Predicate<Point.Kind> where) {
            this.error = error;
            this.where = where;
        }

        @Override
        final void play() throws Exception {
            int points = Faults.atEachPoint(this::failsAt);
            if (points == 0) {
                wrong.add("no point");
            }
        }

        private boolean failsAt(int point) {
            Striking striking = new Striking(point, error, where);
            EventQueue queue = null;
            EventBuffer buffer = null;
            Faults.arm(striking);
            try {
                queue = SocketPollers.open();
                buffer = new EventBuffer(queue);
                buffer.close();
                queue.close(true);
            } catch (OutOfMemoryError | StackOverflowError e) {
                // The error strikes once, and what was opened can be closed after it.
            }
            boolean struck = striking.left <= 0;
            striking.left = 0;
            if (buffer != null) {
                buffer.close();
            }
            if (queue != null) {
                queue.close(true);
            }
            Faults.disarm();
            requireNothingLeft(striking, "point " + point);
            return struck && wrong.isEmpty();
        }
    }

    /** One error, in the thread that makes it. */
    private static final class Striking extends Counting {

        private final Thread here = Thread.currentThread();
        private final Supplier<? extends Error> error;
        private final Predicate<Point.Kind> where;
        // strikes at 1
        private int left;

        Striking(int point, Supplier<? extends Error> error, Predicate<Point.Kind> where) {
            this.error = error;
            this.where = where;
            left = point;
        }

        @Override
        public @Nullable Error at(int point) {
            if (Thread.currentThread() != here) {
                return null;
            }
            if (left > 0 && where.test(Point.of(point).kind()) && --left == 0) {
                return error.get();
            }
            return super.at(point);
        }
    }

    /** While one thread closes, another one closes too. */
    static final class ClosedByTwo extends FailingQueue {

        @Override
        void play() throws Exception {
            for (String closing : List.of("PollerInternals.free", "PollerInternals.close")) {
                Interrupting counting = new Interrupting(closing);
                Faults.arm(counting);
                EventQueue queue = SocketPollers.open();
                EventBuffer buffer = new EventBuffer(queue);
                counting.other = Thread.ofPlatform().daemon().unstarted(() -> close(buffer, queue));
                counting.first = Thread.currentThread();
                close(buffer, queue);
                counting.other.join();
                Faults.disarm();
                requireNothingLeft(counting, closing);
            }
        }

        private static void close(EventBuffer buffer, EventQueue queue) {
            buffer.close();
            queue.close(false);
        }
    }

    /** Before the first thread gives something back, the other one goes as far as it gets. */
    private static final class Interrupting extends Counting {

        private final String closing;
        private volatile @Nullable Thread first;
        private volatile @Nullable Thread other;

        Interrupting(String closing) {
            this.closing = closing;
        }

        @Override
        public @Nullable Error at(int point) {
            Point passed = Point.of(point);
            Thread started = other;
            if (Thread.currentThread() == first && started != null && passed.method().equals(closing)
                    && started.getState() == Thread.State.NEW) {
                started.start();
                while (started.isAlive() && started.getState() != Thread.State.BLOCKED) {
                    Thread.onSpinWait();
                }
            }
            count(passed);
            return null;
        }
    }
}
