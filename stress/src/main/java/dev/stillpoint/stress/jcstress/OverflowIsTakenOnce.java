// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.jcstress;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.stillpoint.scheduler.queue.BatchQueue;
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
 * Two carriers spill a batch each into the overflow queue and take one out, at once.
 *
 * <pre>{@code java -cp stress/target/stress.jar org.openjdk.jcstress.Main -t OverflowIsTakenOnce}</pre>
 *
 * <p>Whatever is left is taken at the end. Each batch must come out once.
 */
public final class OverflowIsTakenOnce {

    private OverflowIsTakenOnce() {
    }

    /** The story, told with a queue of the twin's or the real one. */
    abstract static class Story {

        private final Meeting meeting = new Meeting();
        private final Takings takings = new Takings(2);

        abstract void add(Task[] batch);

        abstract Task @Nullable [] poll();

        final void firstCarrier() {
            meeting.goFirst();
            add(new Task[] {takings.task(0)});
            takings.first(taskOf(poll()));
        }

        final void secondCarrier() {
            meeting.goSecond();
            add(new Task[] {takings.task(1)});
            takings.second(taskOf(poll()));
        }

        final String verdict() {
            boolean more;
            do {
                more = takings.last(taskOf(poll()));
            } while (more);
            return takings.verdict();
        }

        private static @Nullable Task taskOf(Task @Nullable [] batch) {
            return batch == null ? null : batch[0];
        }
    }

    /** The queue once more, frozen: two ends, and nodes that are linked once. */
    static class FrozenQueue extends Story {

        static final VarHandle HEAD = fieldVarHandle(lookup(), "head", VarHandle.class, FrozenQueue.class, Node.class);
        static final VarHandle NEXT = fieldVarHandle(lookup(), "next", VarHandle.class, Node.class, Node.class);

        static final class Node {

            final Task @Nullable [] batch;
            volatile @Nullable Node next;

            Node(Task @Nullable [] batch) {
                this.batch = batch;
            }
        }

        volatile Node head = new Node(null);
        private final Node start = head;

        @Override
        void add(Task[] batch) {
            Node node = new Node(batch);
            Node last = start;
            boolean added;
            do {
                Node following = last.next;
                if (following == null) {
                    added = link(last, node);
                } else {
                    last = following;
                    added = false;
                }
            } while (!added);
        }

        boolean link(Node last, Node node) {
            return NEXT.compareAndSet(last, null, node);
        }

        @Override
        Task @Nullable [] poll() {
            while (true) {
                Node first = head;
                Node oldest = first.next;
                if (oldest == null) {
                    return null;
                }
                if (moveHead(first, oldest)) {
                    return oldest.batch;
                }
            }
        }

        boolean moveHead(Node first, Node oldest) {
            return HEAD.compareAndSet(this, first, oldest);
        }
    }

    /** A node is linked without a look whether another one was meanwhile. */
    @JCStressTest
    @Outcome(id = Takings.ONCE, expect = ACCEPTABLE, desc = "Each batch was taken once.")
    @Outcome(id = Takings.LOST, expect = ACCEPTABLE_INTERESTING, desc = "Caught: one batch replaced the other.")
    @State
    public static class BrokenAdd extends FrozenQueue {

        @Override
        boolean link(Node last, Node node) {
            last.next = node;
            return true;
        }

        @Actor
        public void one() {
            firstCarrier();
        }

        @Actor
        public void other() {
            secondCarrier();
        }

        @Arbiter
        public void count(L_Result result) {
            result.r1 = verdict();
        }
    }

    /** The head is moved without a look whether another taker moved it meanwhile. */
    @JCStressTest
    @Outcome(id = Takings.ONCE, expect = ACCEPTABLE, desc = "Each batch was taken once.")
    @Outcome(id = Takings.TWICE, expect = ACCEPTABLE_INTERESTING, desc = "Caught: both carriers took one batch.")
    @State
    public static class BrokenPoll extends FrozenQueue {

        @Override
        boolean moveHead(Node first, Node oldest) {
            head = oldest;
            return true;
        }

        @Actor
        public void one() {
            firstCarrier();
        }

        @Actor
        public void other() {
            secondCarrier();
        }

        @Arbiter
        public void count(L_Result result) {
            result.r1 = verdict();
        }
    }

    /** By CAS at both ends. */
    @JCStressTest
    @Outcome(id = Takings.ONCE, expect = ACCEPTABLE, desc = "Each batch was taken once.")
    @Outcome(expect = FORBIDDEN, desc = "A batch of threads is lost, or runs twice.")
    @State
    public static class Real extends Story {

        private final BatchQueue<Task> queue = new BatchQueue<>();

        @Override
        void add(Task[] batch) {
            queue.add(batch);
        }

        @Override
        Task @Nullable [] poll() {
            return queue.poll();
        }

        @Actor
        public void one() {
            firstCarrier();
        }

        @Actor
        public void other() {
            secondCarrier();
        }

        @Arbiter
        public void count(L_Result result) {
            result.r1 = verdict();
        }
    }
}
