// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.stillpoint.scheduler.queue.TaskInbox;
import dev.stillpoint.scheduler.task.Task;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * Two threads come home to one carrier at once, and the carrier takes what it finds in its inbox.
 *
 * <pre>{@code java -cp stress/target/stress.jar org.openjdk.jcstress.Main -t InboxLosesNothing}</pre>
 *
 * <p>The one actor sends two tasks; the other, the carrier, sends itself one and takes twice; whatever is left is taken
 * at the end. Each task must come out once.
 */
public final class InboxLosesNothing {

    private InboxLosesNothing() {
    }

    /** The story, told with an inbox of the twin's or the real one. */
    abstract static class Story {

        final Meeting meeting = new Meeting();
        private final Takings takings = new Takings(3);

        abstract void push(Task task);

        abstract @Nullable Task poll();

        final void send() {
            meeting.goFirst();
            push(takings.task(0));
            push(takings.task(1));
        }

        final void sendAndTake() {
            meeting.goSecond();
            push(takings.task(2));
            takings.first(poll());
            takings.first(poll());
        }

        final String verdict() {
            boolean more;
            do {
                more = takings.last(poll());
            } while (more);
            return takings.verdict();
        }
    }

    /** An inbox that is taken task by task, frozen. */
    static class FrozenInbox {

        static final class Link {

            final Task task;
            @Nullable Link next;

            Link(Task task) {
                this.task = task;
            }
        }

        // any thread
        volatile @Nullable Link top;
        // taker only
        @Nullable Link taken;

        /** Reads the newest task, and empties the inbox afterwards. */
        @Nullable Task pollInTwoSteps() {
            if (taken == null) {
                Link newest = top;
                top = null;
                reverse(newest);
            }
            Link oldest = taken;
            if (oldest == null) {
                return null;
            }
            taken = oldest.next;
            return oldest.task;
        }

        private void reverse(@Nullable Link newest) {
            for (Link link = newest; link != null;) {
                Link following = link.next;
                link.next = taken;
                taken = link;
                link = following;
            }
        }
    }

    /** The newest task is read and then replaced, without a look whether it still is the newest. */
    @JCStressTest
    @Outcome(id = Takings.ONCE, expect = ACCEPTABLE, desc = "Each task was taken once.")
    @Outcome(id = Takings.LOST, expect = ACCEPTABLE_INTERESTING, desc = "Caught: one push overwrote another.")
    @Outcome(id = Takings.TWICE, expect = ACCEPTABLE_INTERESTING,
            desc = "Caught: a push put back what had been taken meanwhile.")
    @State
    public static class BrokenPush extends Story {

        private final FrozenInbox inbox = new FrozenInbox();

        @Override
        void push(Task task) {
            FrozenInbox.Link link = new FrozenInbox.Link(task);
            link.next = inbox.top;
            inbox.top = link;
        }

        @Override
        @Nullable Task poll() {
            return inbox.pollInTwoSteps();
        }

        @Actor
        public void sender() {
            send();
        }

        @Actor
        public void carrier() {
            sendAndTake();
        }

        @Arbiter
        public void count(L_Result result) {
            result.r1 = verdict();
        }
    }

    /** The taker reads the newest task and then empties the inbox, in two steps. */
    @JCStressTest
    @Outcome(id = Takings.ONCE, expect = ACCEPTABLE, desc = "Each task was taken once.")
    @Outcome(id = Takings.LOST, expect = ACCEPTABLE_INTERESTING, desc = "Caught: a task came between the two steps.")
    @Outcome(id = Takings.TWICE, expect = ACCEPTABLE_INTERESTING,
            desc = "Caught: a push between the two steps put back what was being taken.")
    @State
    public static class BrokenTake extends Story {

        private final FrozenInbox inbox = new FrozenInbox();

        @Override
        void push(Task task) {
            FrozenInbox.Link link = new FrozenInbox.Link(task);
            synchronized (inbox) {
                link.next = inbox.top;
                inbox.top = link;
            }
        }

        @Override
        @Nullable Task poll() {
            return inbox.pollInTwoSteps();
        }

        @Actor
        public void sender() {
            send();
        }

        @Actor
        public void carrier() {
            sendAndTake();
        }

        @Arbiter
        public void count(L_Result result) {
            result.r1 = verdict();
        }
    }

    /** By CAS and exchange. */
    @JCStressTest
    @Outcome(id = Takings.ONCE, expect = ACCEPTABLE, desc = "Each task was taken once.")
    @Outcome(expect = FORBIDDEN, desc = "A thread that came home is lost, or runs twice.")
    @State
    public static class Real extends Story {

        private final TaskInbox inbox = new TaskInbox();

        @Override
        void push(Task task) {
            inbox.push(task);
        }

        @Override
        @Nullable Task poll() {
            return inbox.poll();
        }

        @Actor
        public void sender() {
            send();
        }

        @Actor
        public void carrier() {
            sendAndTake();
        }

        @Arbiter
        public void count(L_Result result) {
            result.r1 = verdict();
        }
    }
}
