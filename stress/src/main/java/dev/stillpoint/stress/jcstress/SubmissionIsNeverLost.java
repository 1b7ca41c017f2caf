// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.stillpoint.scheduler.fixture.PlayedHost;
import dev.stillpoint.scheduler.task.Task;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LI_Result;

/**
 * A virtual thread is queued. A carrier runs it, and the thread finds out whether it was unparked; at the same time
 * somebody unparks it and submits it again.
 *
 * <pre>{@code java -cp stress/target/stress.jar org.openjdk.jcstress.Main -t SubmissionIsNeverLost}</pre>
 *
 * <p>Results: whether the run saw the unpark, and how often the task was queued again. A run that did not see it must
 * be followed by another, else the thread sleeps for ever; and a task must never be queued twice, else two carriers run
 * it.
 */
public final class SubmissionIsNeverLost {

    private static final String SEEN = "seen";
    private static final String UNSEEN = "unseen";

    private SubmissionIsNeverLost() {
    }

    /** "Running" is only released: the run reads the thread's state before the submitter can see that it runs. */
    @JCStressTest
    @Outcome(id = "seen, 0", expect = ACCEPTABLE, desc = "Submitted before the run, which covers it.")
    @Outcome(id = "seen, 1", expect = ACCEPTABLE,
            desc = "Submitted during the run, which saw the unpark; one more run does no harm.")
    @Outcome(id = "unseen, 1", expect = ACCEPTABLE, desc = "Submitted too late for this run; there will be another.")
    @Outcome(id = "unseen, 0", expect = ACCEPTABLE_INTERESTING,
            desc = "Caught: the submitter took the task for queued while it ran.")
    @State
    public static class BrokenBegin extends FrozenTask {

        @Override
        void begin() {
            STATE.setRelease(this, RUNNING);
        }

        @Actor
        public void carrier(LI_Result result) {
            meeting.goFirst();
            result.r1 = run() ? SEEN : UNSEEN;
        }

        @Actor
        public void unparker() {
            meeting.goSecond();
            unpark();
        }

        @Arbiter
        public void count(LI_Result result) {
            result.r2 = queuedByCarrier + queuedByUnparker;
        }
    }

    /** The end of the run looks at the state and then stores: a notification in between is overwritten. */
    @JCStressTest
    @Outcome(id = "seen, 0", expect = ACCEPTABLE, desc = "Submitted before the run, which covers it.")
    @Outcome(id = "seen, 1", expect = ACCEPTABLE,
            desc = "Submitted during the run, which saw the unpark; one more run does no harm.")
    @Outcome(id = "unseen, 1", expect = ACCEPTABLE, desc = "Submitted too late for this run; there will be another.")
    @Outcome(id = "unseen, 0", expect = ACCEPTABLE_INTERESTING, desc = "Caught: the notification was overwritten.")
    @State
    public static class BrokenEnd extends FrozenTask {

        @Override
        void end() {
            if (state == RUNNING) {
                Meeting.linger(2);
                state = IDLE;
            } else {
                requeue();
            }
        }

        @Actor
        public void carrier(LI_Result result) {
            meeting.goFirst();
            result.r1 = run() ? SEEN : UNSEEN;
        }

        @Actor
        public void unparker() {
            meeting.goSecond();
            unpark();
        }

        @Arbiter
        public void count(LI_Result result) {
            result.r2 = queuedByCarrier + queuedByUnparker;
        }
    }

    /** The task as the scheduler uses it; only the JDK behind it is played. */
    @JCStressTest
    @Outcome(id = "seen, 0", expect = ACCEPTABLE, desc = "Submitted before the run, which covers it.")
    @Outcome(id = "seen, 1", expect = ACCEPTABLE,
            desc = "Submitted during the run, which saw the unpark; one more run does no harm.")
    @Outcome(id = "unseen, 1", expect = ACCEPTABLE, desc = "Submitted too late for this run; there will be another.")
    @Outcome(id = "unseen, 0", expect = FORBIDDEN, desc = "The submission is lost: the thread sleeps for ever.")
    @Outcome(expect = FORBIDDEN, desc = "The task is queued twice: two carriers would run one thread.")
    @State
    public static class Real extends PlayedJdk {

        private final Meeting meeting = new Meeting();
        private final Task.Host host = new PlayedHost("carrier");

        @Actor
        public void carrier(LI_Result result) {
            meeting.goFirst();
            task().run(host);
            result.r1 = sawUnpark() ? SEEN : UNSEEN;
        }

        @Actor
        public void unparker() {
            meeting.goSecond();
            unpark();
        }

        @Arbiter
        public void count(LI_Result result) {
            result.r2 = timesQueued();
        }
    }
}
