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
 * A platform thread begins a section while a driver is about to put it to sleep: it has found itself awake, and read
 * the new number. So the grace period need not wait for it; but the next one must.
 *
 * <pre>{@code java -cp stress/target/stress.jar org.openjdk.jcstress.Main -t WhoIsInsideDoesNotSleep}</pre>
 */
public final class WhoIsInsideDoesNotSleep {

    private WhoIsInsideDoesNotSleep() {
    }

    /** Who was put to sleep before the stop is left asleep, whatever the driver finds after it. */
    @JCStressTest
    @Outcome(id = {Version.OLD, Version.NEW}, expect = ACCEPTABLE,
            desc = "The visitor was lucky: it began before or after the driver looked.")
    @Outcome(id = Version.FREED, expect = ACCEPTABLE_INTERESTING,
            desc = "Caught: freed under a visitor that sleeps inside.")
    @State
    public static class BrokenSleepsInside extends FrozenRecords {

        @Override
        boolean isFound() {
            return true;
        }

        @Actor
        public void visitor(L_Result result) {
            playedBy(Thread.currentThread());
            meeting.goFirst();
            begin();
            Meeting.linger(1);
            long number = requested();
            Meeting.linger(2);
            stamp(number);
            Version found = current();
            Meeting.linger(300);
            result.r1 = found.read();
            end();
        }

        @Actor
        public void writer() {
            meeting.goSecond();
            gracePeriod();
            replaceAndFree();
        }
    }

    /** Only who was found outside sleeps. */
    @JCStressTest
    @Outcome(id = {Version.OLD, Version.NEW}, expect = ACCEPTABLE,
            desc = "The old version was freed when the visitor had left, or it saw the new one.")
    @Outcome(id = Version.FREED, expect = FORBIDDEN, desc = "A visitor that was inside was taken for asleep.")
    @State
    public static class Real extends RecordKernel {

        public Real() {
            super();
        }

        @Actor
        public void visitor(L_Result result) {
            Visitor self = awakeSelf();
            meeting.goFirst();
            result.r1 = section(self, 300);
        }

        @Actor
        public void writer() {
            meeting.goSecond();
            gracePeriod();
            replaceAndFree();
        }
    }
}
