// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.jcstress;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.stillpoint.scheduler.queue.Doors.Ring;
import dev.stillpoint.scheduler.task.Task;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A carrier takes tasks from its queue and adds others, while another carrier steals half of what is there.
 *
 * <pre>{@code java -cp stress/target/stress.jar org.openjdk.jcstress.Main -t TaskIsStolenOnce}</pre>
 *
 * <p>The queue is a ring for four. Three tasks are in it; the owner takes two and adds two, which overwrites a slot
 * that the thief may still be reading. Whatever is left is taken at the end. Each task must come out once.
 */
public final class TaskIsStolenOnce {

    private static final int TASKS = 5;
    private static final int FIRST_TASKS = 3;

    private TaskIsStolenOnce() {
    }

    /** The story, told with queues of the twin's or real ones. */
    abstract static class Story {

        private final Meeting meeting = new Meeting();
        private final Takings takings = new Takings(TASKS);

        abstract void offer(Task task);

        abstract @Nullable Task poll();

        /** Takes one task at once and moves others to the thief's queue. */
        abstract @Nullable Task steal();

        abstract @Nullable Task pollThief();

        final void fill() {
            for (int i = 0; i < FIRST_TASKS; i++) {
                offer(takings.task(i));
            }
        }

        final void owner() {
            meeting.goFirst();
            takings.first(poll());
            takings.first(poll());
            for (int i = FIRST_TASKS; i < TASKS; i++) {
                offer(takings.task(i));
            }
        }

        final void thief() {
            meeting.goSecond();
            takings.second(steal());
            takings.second(pollThief());
        }

        final String verdict() {
            boolean more;
            do {
                more = takings.last(poll());
                takings.last(pollThief());
            } while (more);
            return takings.verdict();
        }
    }

    /** The ring once more, frozen; the thief takes one task at a time. */
    static class FrozenRing extends Story {

        static final VarHandle HEAD = fieldVarHandle(lookup(), "head", VarHandle.class, FrozenRing.class, int.class);

        private static final int CAPACITY = 4;

        private final @Nullable Task[] ring = new Task[CAPACITY];
        volatile int head;
        private volatile int tail;

        FrozenRing() {
            fill();
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // the owner is the only writer
        void offer(Task task) {
            ring[tail % CAPACITY] = task;
            tail++;
        }

        @Nullable Task slot(int position) {
            return ring[position % CAPACITY];
        }

        @Override
        @Nullable Task poll() {
            return take();
        }

        @Override
        @Nullable Task steal() {
            return take();
        }

        @Override
        @Nullable Task pollThief() {
            return null;
        }

        final @Nullable Task take() {
            while (true) {
                int first = head;
                if (first == tail) {
                    return null;
                }
                Task task = slot(first);
                if (HEAD.compareAndSet(this, first, first + 1)) {
                    return task;
                }
            }
        }

        final boolean isEmpty() {
            return head == tail;
        }
    }

    /** The owner takes without a CAS: its thieves cannot be as quick as that, it thinks. */
    @JCStressTest
    @Outcome(id = Takings.ONCE, expect = ACCEPTABLE, desc = "Each task was taken once.")
    @Outcome(id = Takings.TWICE, expect = ACCEPTABLE_INTERESTING, desc = "Caught: owner and thief took the same task.")
    @State
    public static class BrokenPoll extends FrozenRing {

        @Override
        @Nullable Task poll() {
            if (isEmpty()) {
                return null;
            }
            int first = head;
            Task task = slot(first);
            head = first + 1;
            return task;
        }

        @Actor
        public void carrier() {
            owner();
        }

        @Actor
        public void otherCarrier() {
            thief();
        }

        @Arbiter
        public void count(L_Result result) {
            result.r1 = verdict();
        }
    }

    /** The thief takes first and reads afterwards, when the owner may have used the slot again. */
    @JCStressTest
    @Outcome(id = Takings.ONCE, expect = ACCEPTABLE, desc = "Each task was taken once.")
    @Outcome(id = Takings.TWICE, expect = ACCEPTABLE_INTERESTING,
            desc = "Caught: the thief read what the owner had put there since; and the stolen task is lost.")
    @State
    public static class BrokenSteal extends FrozenRing {

        @Override
        @Nullable Task steal() {
            int first = head;
            if (isEmpty() || !HEAD.compareAndSet(this, first, first + 1)) {
                return null;
            }
            Meeting.linger(1);
            return slot(first);
        }

        @Actor
        public void carrier() {
            owner();
        }

        @Actor
        public void otherCarrier() {
            thief();
        }

        @Arbiter
        public void count(L_Result result) {
            result.r1 = verdict();
        }
    }

    /** Read first, then taken by CAS. */
    @JCStressTest
    @Outcome(id = Takings.ONCE, expect = ACCEPTABLE, desc = "Each task was taken once.")
    @Outcome(expect = FORBIDDEN, desc = "A thread is lost, or two carriers run it.")
    @State
    public static class Real extends Story {

        private final Ring own = new Ring();
        private final Ring ofThief = new Ring();

        public Real() {
            fill();
        }

        @Override
        void offer(Task task) {
            if (!own.offer(task)) {
                throw new AssertionError("there is room for four");
            }
        }

        @Override
        @Nullable Task poll() {
            return own.poll();
        }

        @Override
        @Nullable Task steal() {
            return own.stealInto(ofThief);
        }

        @Override
        @Nullable Task pollThief() {
            return ofThief.poll();
        }

        @Actor
        public void carrier() {
            owner();
        }

        @Actor
        public void otherCarrier() {
            thief();
        }

        @Arbiter
        public void count(L_Result result) {
            result.r1 = verdict();
        }
    }
}
