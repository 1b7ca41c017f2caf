// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.stillpoint.scheduler.worker.Doors.Watcher;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * The carrier that blocks in the queue of sockets' events leaves, while another one has nothing to run and falls
 * asleep.
 *
 * <pre>{@code java -cp stress/target/stress.jar org.openjdk.jcstress.Main -t WatchIsPassedOn}</pre>
 *
 * <p>The one that leaves ends its lead, and after that wakes somebody who dozes if nobody leads. The other one says
 * that it dozes, and after that asks who leads. At least one of them must see the other, else the sockets have nobody.
 */
public final class WatchIsPassedOn {

    private static final String PASSED = "passed on";
    private static final String LEFT = "left";
    private static final String LEADS = "leads";
    private static final String PARKS = "parks";

    private WatchIsPassedOn() {
    }

    /** What both sides do: {@code first} leads at the beginning. */
    private static String leave(Watcher first, Watcher second) {
        first.endLead();
        // Pairs with SocketWatch.tryLead, as in Worker.standAside.
        VarHandle.fullFence();
        return !first.isLed() && second.callDozing() ? PASSED : LEFT;
    }

    private static String sleep(Watcher second) {
        second.doze();
        Meeting.linger(1);
        return second.tryLead() ? LEADS : PARKS;
    }

    /** Whoever leaves wakes nobody. */
    @JCStressTest
    @Outcome(id = "left, leads", expect = ACCEPTABLE, desc = "The other one found that nobody leads.")
    @Outcome(id = "left, parks", expect = ACCEPTABLE_INTERESTING, desc = "Caught: nobody watches the sockets.")
    @State
    public static class BrokenNoHandingOver {

        private final Meeting meeting = new Meeting();
        private final Watcher[] two = Watcher.two();

        public BrokenNoHandingOver() {
            two[0].tryLead();
        }

        @Actor
        public void leader(LL_Result result) {
            meeting.goFirst();
            two[0].endLead();
            VarHandle.fullFence();
            result.r1 = LEFT;
        }

        @Actor
        public void sleeper(LL_Result result) {
            meeting.goSecond();
            result.r2 = sleep(two[1]);
        }
    }

    /** Whoever sleeps asks first and then says that it dozes. */
    @JCStressTest
    @Outcome(id = "passed on, leads", expect = ACCEPTABLE, desc = "Both saw each other.")
    @Outcome(id = "passed on, parks", expect = ACCEPTABLE, desc = "The other one was woken to look.")
    @Outcome(id = "left, leads", expect = ACCEPTABLE, desc = "The other one found that nobody leads.")
    @Outcome(id = "left, parks", expect = ACCEPTABLE_INTERESTING, desc = "Caught: nobody watches the sockets.")
    @State
    public static class BrokenAsksFirst {

        private final Meeting meeting = new Meeting();
        private final Watcher[] two = Watcher.two();

        public BrokenAsksFirst() {
            two[0].tryLead();
        }

        @Actor
        public void leader(LL_Result result) {
            meeting.goFirst();
            result.r1 = leave(two[0], two[1]);
        }

        @Actor
        public void sleeper(LL_Result result) {
            meeting.goSecond();
            boolean leads = two[1].tryLead();
            Meeting.linger(1);
            two[1].doze();
            result.r2 = leads ? LEADS : PARKS;
        }
    }

    /** Each does the one and then looks for the other. */
    @JCStressTest
    @Outcome(id = "passed on, leads", expect = ACCEPTABLE, desc = "Both saw each other.")
    @Outcome(id = "passed on, parks", expect = ACCEPTABLE, desc = "The other one was woken to look.")
    @Outcome(id = "left, leads", expect = ACCEPTABLE, desc = "The other one found that nobody leads.")
    @Outcome(id = "left, parks", expect = FORBIDDEN, desc = "Nobody watches the sockets.")
    @State
    public static class Real {

        private final Meeting meeting = new Meeting();
        private final Watcher[] two = Watcher.two();

        public Real() {
            two[0].tryLead();
        }

        @Actor
        public void leader(LL_Result result) {
            meeting.goFirst();
            result.r1 = leave(two[0], two[1]);
        }

        @Actor
        public void sleeper(LL_Result result) {
            meeting.goSecond();
            result.r2 = sleep(two[1]);
        }
    }
}
