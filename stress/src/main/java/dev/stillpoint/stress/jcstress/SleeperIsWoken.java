// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.jcstress;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.stillpoint.scheduler.queue.TaskInbox;
import dev.stillpoint.scheduler.worker.Doors.Sleeper;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * A carrier has found nothing to do and falls asleep, while somebody puts a task into its inbox.
 *
 * <pre>{@code java -cp stress/target/stress.jar org.openjdk.jcstress.Main -t SleeperIsWoken}</pre>
 *
 * <p>The carrier says that it dozes and then looks once more; the other side makes the task visible and then looks
 * whether anybody dozes. At least one of them must see the other, else the task lies there and the carrier sleeps.
 */
public final class SleeperIsWoken {

    private static final String FOUND = "found";
    private static final String ASLEEP = "asleep";
    private static final String CALLED = "called";
    private static final String LEFT = "left";

    private SleeperIsWoken() {
    }

    /** "I doze" is only released: the second look may come before anybody can see it. */
    @JCStressTest
    @Outcome(id = "found, left", expect = ACCEPTABLE, desc = "The carrier saw the task before it slept.")
    @Outcome(id = "found, called", expect = ACCEPTABLE, desc = "Both saw each other.")
    @Outcome(id = "asleep, called", expect = ACCEPTABLE, desc = "The carrier slept, and was woken.")
    @Outcome(id = "asleep, left", expect = ACCEPTABLE_INTERESTING, desc = "Caught: a lost wake-up.")
    @State
    public static class Broken {

        private static final VarHandle DOZES =
                fieldVarHandle(lookup(), "dozes", VarHandle.class, Broken.class, boolean.class);

        private final Meeting meeting = new Meeting();
        private final TaskInbox inbox = new TaskInbox();
        private final Takings takings = new Takings(1);
        @SuppressWarnings("UnusedVariable") // but through DOZES
        private boolean dozes;

        @Actor
        public void carrier(LL_Result result) {
            meeting.goFirst();
            DOZES.setRelease(this, true);
            result.r1 = inbox.isEmpty() ? ASLEEP : FOUND;
        }

        @Actor
        public void waker(LL_Result result) {
            meeting.goSecond();
            inbox.push(takings.task(0));
            result.r2 = (boolean) DOZES.getVolatile(this) ? CALLED : LEFT;
        }
    }

    /** With a volatile store. */
    @JCStressTest
    @Outcome(id = "found, left", expect = ACCEPTABLE, desc = "The carrier saw the task before it slept.")
    @Outcome(id = "found, called", expect = ACCEPTABLE, desc = "Both saw each other.")
    @Outcome(id = "asleep, called", expect = ACCEPTABLE, desc = "The carrier slept, and was woken.")
    @Outcome(id = "asleep, left", expect = FORBIDDEN, desc = "A lost wake-up.")
    @State
    public static class Real {

        private final Meeting meeting = new Meeting();
        private final TaskInbox inbox = new TaskInbox();
        private final Sleeper sleeper = new Sleeper();
        private final Takings takings = new Takings(1);

        @Actor
        public void carrier(LL_Result result) {
            meeting.goFirst();
            sleeper.doze();
            result.r1 = inbox.isEmpty() ? ASLEEP : FOUND;
        }

        @Actor
        public void waker(LL_Result result) {
            meeting.goSecond();
            inbox.push(takings.task(0));
            result.r2 = sleeper.call() ? CALLED : LEFT;
        }
    }
}
