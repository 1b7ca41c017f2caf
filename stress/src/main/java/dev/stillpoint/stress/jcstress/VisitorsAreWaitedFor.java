// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * Visitors, played by one actor: one enters, and reads on while others come and go. A driver runs a grace
 * period, then replaces what they read and runs another.
 *
 * <pre>{@code java -cp stress/target/stress.jar org.openjdk.jcstress.Main -t VisitorsAreWaitedFor}</pre>
 *
 * <p>Visitors have no name: the driver knows sums only. It must not mistake the exit of one for the exit of the other,
 * nor overlook a visitor that read the phase before an earlier flip and entered after it.
 */
public final class VisitorsAreWaitedFor {

    private VisitorsAreWaitedFor() {
    }

    /** Enters are summed before exits: a visitor that comes and goes in between makes up for one that stays. */
    @JCStressTest
    @Outcome(id = Version.OLD, expect = ACCEPTABLE,
            desc = "The visitor was lucky: the sums were taken at a good moment.")
    @Outcome(id = Version.NEW, expect = ACCEPTABLE, desc = "The visitor came after the unlink.")
    @Outcome(id = Version.FREED, expect = ACCEPTABLE_INTERESTING,
            desc = "Caught: one visitor's exit was taken for the other's.")
    @State
    public static class BrokenSums extends FrozenVisitorKernel {

        @Override
        boolean isDrained(int drained) {
            int entered = enters(drained);
            VarHandle.fullFence();
            Meeting.linger(4);
            return exits(drained) == entered;
        }

        @Actor
        public void visitors(L_Result result) {
            meeting.goFirst();
            int phase = phase();
            enter(phase);
            Version found = current();
            Meeting.linger(7);
            enter(phase);
            exit(phase);
            Meeting.linger(7);
            result.r1 = found.read();
            exit(phase);
        }

        @Actor
        public void writer() {
            meeting.goSecond();
            replaceAndFree();
        }
    }

    /** One phase short: flip, and wait for the phase that was. Latecomers of the flip before stand in the other one. */
    @JCStressTest
    @Outcome(id = Version.OLD, expect = ACCEPTABLE,
            desc = "The visitor was lucky: it stood in the phase that was waited for.")
    @Outcome(id = Version.NEW, expect = ACCEPTABLE, desc = "The visitor came after the unlink.")
    @Outcome(id = Version.FREED, expect = ACCEPTABLE_INTERESTING,
            desc = "Caught: freed under a visitor that entered a phase already drained.")
    @State
    public static class BrokenOnePhase extends FrozenVisitorKernel {

        @Override
        void drain() {
            flip();
            awaitOtherPhase();
        }

        @Actor
        public void visitors(L_Result result) {
            meeting.goFirst();
            int phase = phase();
            Meeting.linger(3);
            enter(phase);
            Version found = current();
            Meeting.linger(7);
            result.r1 = found.read();
            exit(phase);
        }

        @Actor
        public void writer() {
            meeting.goSecond();
            drain();
            Meeting.linger(4);
            replaceAndFree();
        }
    }

    /** Exits before enters, and both phases. */
    @JCStressTest
    @Outcome(id = Version.OLD, expect = ACCEPTABLE,
            desc = "The visitor found the old version, which was freed when it had left.")
    @Outcome(id = Version.NEW, expect = ACCEPTABLE, desc = "The visitor came after the unlink.")
    @Outcome(id = Version.FREED, expect = FORBIDDEN, desc = "A grace period ended although a visitor was inside.")
    @State
    public static class Real extends Kernel {

        public Real() {
            super();
        }

        @Actor
        public void visitors(L_Result result) {
            meeting.goFirst();
            int staying = periods.visitors().enter(0);
            // The second step of a visitor's entry.
            periods.requested();
            Version found = current();
            for (int passing = 0; passing < 16; passing++) {
                periods.visitors().exit(periods.visitors().enter(0));
            }
            Meeting.linger(4);
            result.r1 = found.read();
            periods.visitors().exit(staying);
        }

        @Actor
        public void writer() {
            meeting.goSecond();
            gracePeriod();
            replaceAndFree();
        }
    }
}
