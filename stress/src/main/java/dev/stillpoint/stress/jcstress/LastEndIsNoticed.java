// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.jcstress;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.stillpoint.scheduler.worker.Doors.Life;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A pool is shut down while its only thread starts another one, and both end.
 *
 * <pre>{@code java -cp stress/target/stress.jar org.openjdk.jcstress.Main -t LastEndIsNoticed}</pre>
 *
 * <p>The carrier counts starts and ends without a fence. So the last end may be counted without seeing that somebody
 * waits for it, who in turn does not see the end yet: the carrier looks once more, after a fence, when it has nothing
 * to do.
 */
public final class LastEndIsNoticed {

    private static final String NOTICED = "noticed";
    private static final String OVERLOOKED = "overlooked";
    private static final String TOO_EARLY = "too early";

    private LastEndIsNoticed() {
    }

    /** Nobody looks once more. */
    @JCStressTest
    @Outcome(id = NOTICED, expect = ACCEPTABLE, desc = "Carrier or closer saw that both threads had ended.")
    @Outcome(id = OVERLOOKED, expect = ACCEPTABLE_INTERESTING, desc = "Caught: the closer would wait for ever.")
    @State
    public static class Broken {

        private static final VarHandle ENDED =
                fieldVarHandle(lookup(), "ended", VarHandle.class, Broken.class, int.class);
        private static final int THREADS = 2;

        private final Meeting meeting = new Meeting();
        // carrier writes; through ENDED only
        @SuppressWarnings("UnusedVariable")
        private int ended;
        // closer writes
        private volatile boolean shutdown;
        // carrier only
        private boolean noticedByCarrier;
        // closer only
        private boolean noticedByCloser;

        @Actor
        public void carrier() {
            meeting.goFirst();
            ENDED.setRelease(this, 1);
            ENDED.setRelease(this, THREADS);
            noticedByCarrier = shutdown;
        }

        @Actor
        public void closer() {
            meeting.goSecond();
            shutdown = true;
            VarHandle.fullFence();
            noticedByCloser = (int) ENDED.getAcquire(this) == THREADS;
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = noticedByCarrier || noticedByCloser ? NOTICED : OVERLOOKED;
        }
    }

    /** With the second look. */
    @JCStressTest
    @Outcome(id = NOTICED, expect = ACCEPTABLE, desc = "Carrier or closer saw that both threads had ended.")
    @Outcome(id = OVERLOOKED, expect = FORBIDDEN, desc = "The closer would wait for ever.")
    @Outcome(id = TOO_EARLY, expect = FORBIDDEN, desc = "It was taken for over while a thread lived.")
    @State
    public static class Real {

        private final Meeting meeting = new Meeting();
        private final Life life = new Life();
        // carrier only
        private boolean overTooEarly;

        @Actor
        public void carrier() {
            meeting.goFirst();
            life.threadStarts();
            life.threadEnds();
            overTooEarly = life.isTerminated();
            life.threadEnds();
            life.carrierIsIdle();
        }

        @Actor
        public void closer() {
            meeting.goSecond();
            life.shutdown();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = overTooEarly ? TOO_EARLY : life.isTerminated() ? NOTICED : OVERLOOKED;
        }
    }
}
