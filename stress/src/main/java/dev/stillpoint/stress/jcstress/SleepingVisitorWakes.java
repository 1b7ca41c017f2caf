// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.stillpoint.reclaim.grace.Visitor;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A platform thread that is asleep, or that nobody knows yet, begins a section. A driver passes by those who are
 * asleep, and must not pass by this one.
 *
 * <pre>{@code java -cp stress/target/stress.jar org.openjdk.jcstress.Main -t SleepingVisitorWakes}</pre>
 */
public final class SleepingVisitorWakes {

    private SleepingVisitorWakes() {
    }

    /** It wakes by a plain store: the driver does not see that, and the thread does not see the new number. */
    @JCStressTest
    @Outcome(id = {Version.OLD, Version.NEW}, expect = ACCEPTABLE,
            desc = "The visitor was lucky: the driver saw it awake, or it saw the new version.")
    @Outcome(id = Version.FREED, expect = ACCEPTABLE_INTERESTING,
            desc = "Caught: freed under a visitor that was taken for asleep.")
    @State
    public static class BrokenPlainWake extends FrozenRecords {

        public BrokenPlainWake() {
            super();
            beginAsleep();
        }

        @Override
        void wake() {
            ASLEEP.setOpaque(this, false);
        }

        @Actor
        public void visitor(L_Result result) {
            playedBy(Thread.currentThread());
            meeting.goFirst();
            result.r1 = section();
        }

        @Actor
        public void writer() {
            meeting.goSecond();
            replaceAndFree();
        }
    }

    /** It comes on the list awake, and reads the published number without a fence or a lock in between. */
    @JCStressTest
    @Outcome(id = {Version.OLD, Version.NEW}, expect = ACCEPTABLE,
            desc = "The visitor was lucky: the driver saw it on the list, or it saw the new version.")
    @Outcome(id = Version.FREED, expect = ACCEPTABLE_INTERESTING,
            desc = "Caught: freed under a visitor that nobody knew.")
    @State
    public static class BrokenPlainRegistration extends FrozenRecords {

        public BrokenPlainRegistration() {
            super();
            listed = false;
        }

        @Actor
        public void visitor(L_Result result) {
            playedBy(Thread.currentThread());
            meeting.goFirst();
            LISTED.setOpaque(this, true);
            result.r1 = section();
        }

        @Actor
        public void writer() {
            meeting.goSecond();
            replaceAndFree();
        }
    }

    /** The real one was registered before, and sleeps. */
    @JCStressTest
    @Outcome(id = {Version.OLD, Version.NEW}, expect = ACCEPTABLE,
            desc = "The old version was freed when the visitor had left, or it saw the new one.")
    @Outcome(id = Version.FREED, expect = FORBIDDEN, desc = "A visitor that woke was taken for asleep.")
    @State
    public static class Real extends RecordKernel {

        public Real() {
            super();
        }

        @Actor
        public void visitor(L_Result result) {
            Visitor self = self();
            meeting.goFirst();
            result.r1 = section(self, 2);
        }

        @Actor
        public void writer() {
            meeting.goSecond();
            replaceAndFree();
        }
    }

    /** The real one is registered while the driver looks. */
    @JCStressTest
    @Outcome(id = {Version.OLD, Version.NEW}, expect = ACCEPTABLE,
            desc = "The old version was freed when the visitor had left, or it saw the new one.")
    @Outcome(id = Version.FREED, expect = FORBIDDEN, desc = "A visitor that came was overlooked.")
    @State
    public static class RealRegistration extends RecordKernel {

        public RealRegistration() {
            super();
        }

        @Actor
        public void visitor(L_Result result) {
            meeting.goFirst();
            Visitor self = self();
            result.r1 = section(self, 2);
        }

        @Actor
        public void writer() {
            meeting.goSecond();
            replaceAndFree();
        }
    }
}
