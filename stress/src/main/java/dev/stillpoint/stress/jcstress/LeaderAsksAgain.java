// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.stillpoint.scheduler.worker.Doors.Watcher;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * The carrier that blocks in the queue of sockets' events got one, has run its thread and falls asleep again, while
 * another carrier falls asleep too.
 *
 * <pre>{@code java -cp stress/target/stress.jar org.openjdk.jcstress.Main -t LeaderAsksAgain}</pre>
 *
 * <p>Each says that it dozes and then asks who leads. The one that has led ends its lead before, and asks like the
 * other one. So one of them leads, and only one.
 */
public final class LeaderAsksAgain {

    private static final String LEADS = "leads";
    private static final String PARKS = "parks";

    private LeaderAsksAgain() {
    }

    private static String sleep(Watcher watcher) {
        watcher.doze();
        return watcher.tryLead() ? LEADS : PARKS;
    }

    /** Who has led sees that another one dozes, takes that one for the next leader, and does not ask again. */
    @JCStressTest
    @Outcome(id = "leads, parks", expect = ACCEPTABLE, desc = "The same one leads again.")
    @Outcome(id = "parks, leads", expect = ACCEPTABLE, desc = "The other one leads now.")
    @Outcome(id = "parks, parks", expect = ACCEPTABLE_INTERESTING, desc = "Caught: nobody watches the sockets.")
    @State
    public static class BrokenNoSecondLook {

        private final Meeting meeting = new Meeting();
        private final Watcher[] two = Watcher.two();

        public BrokenNoSecondLook() {
            two[0].tryLead();
        }

        @Actor
        public void leader(LL_Result result) {
            meeting.goFirst();
            boolean followed = two[1].isDozing();
            two[0].endLead();
            two[0].doze();
            result.r1 = !followed && two[0].tryLead() ? LEADS : PARKS;
        }

        @Actor
        public void sleeper(LL_Result result) {
            meeting.goSecond();
            result.r2 = sleep(two[1]);
        }
    }

    /** Who finds that nobody leads says so by a store, as a frozen copy of the steps. */
    @JCStressTest
    @Outcome(id = "leads, parks", expect = ACCEPTABLE, desc = "The same one leads again.")
    @Outcome(id = "parks, leads", expect = ACCEPTABLE, desc = "The other one leads now.")
    @Outcome(id = "leads, leads", expect = ACCEPTABLE_INTERESTING, desc = "Caught: two block in one queue.")
    @State
    public static class BrokenNoCas {

        private final Meeting meeting = new Meeting();
        // both carriers
        private volatile @Nullable Object leader = LEADS;

        @Actor
        public void leader(LL_Result result) {
            meeting.goFirst();
            leader = null;
            result.r1 = sleep(LEADS);
        }

        @Actor
        public void sleeper(LL_Result result) {
            meeting.goSecond();
            result.r2 = sleep(PARKS);
        }

        private String sleep(Object carrier) {
            if (leader != null) {
                return PARKS;
            }
            leader = carrier;
            return LEADS;
        }
    }

    /** Both ask, by a CAS. */
    @JCStressTest
    @Outcome(id = "leads, parks", expect = ACCEPTABLE, desc = "The same one leads again.")
    @Outcome(id = "parks, leads", expect = ACCEPTABLE, desc = "The other one leads now.")
    @Outcome(id = "parks, parks", expect = FORBIDDEN, desc = "Nobody watches the sockets.")
    @Outcome(id = "leads, leads", expect = FORBIDDEN, desc = "Two block in one queue.")
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
            two[0].endLead();
            result.r1 = sleep(two[0]);
        }

        @Actor
        public void sleeper(LL_Result result) {
            meeting.goSecond();
            result.r2 = sleep(two[1]);
        }
    }
}
