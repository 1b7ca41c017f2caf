// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A thread reads in a section on a carrier that never unmounts. A driver, which would wait for ever, stops the carrier
 * and looks at its registers.
 *
 * <pre>{@code java -cp stress/target/stress.jar org.openjdk.jcstress.Main -t StopFindsTheMountedReader}</pre>
 *
 * <p>Opening a section is two plain stores. Without the stop they may still be in the carrier's store buffer when its
 * reads are long done.
 */
public final class StopFindsTheMountedReader {

    private StopFindsTheMountedReader() {
    }

    /** The driver looks without a stop: the hold is not visible yet, but the reader has the old pointer. */
    @JCStressTest
    @Outcome(id = {Version.OLD, Version.NEW}, expect = ACCEPTABLE,
            desc = "The reader was lucky: the driver saw its hold, or it saw the new version.")
    @Outcome(id = Version.FREED, expect = ACCEPTABLE_INTERESTING,
            desc = "Caught: freed under a reader that was missed.")
    @State
    public static class BrokenNoStop extends FrozenStops {

        @Override
        boolean looksQuiescent() {
            return holds() == 0 && nobodyParked();
        }

        @Actor
        public void carrier(L_Result result) {
            meeting.goFirst();
            Version found = open();
            Meeting.linger(2);
            result.r1 = found.read();
            close();
        }

        @Actor
        public void writer() {
            meeting.goSecond();
            replaceAndFree();
        }
    }

    /** The driver stops the carrier's thread by a handshake before it looks. */
    @JCStressTest
    @Outcome(id = {Version.OLD, Version.NEW}, expect = ACCEPTABLE,
            desc = "The old version was freed when the reader had left, or it saw the new one.")
    @Outcome(id = Version.FREED, expect = FORBIDDEN, desc = "A stop missed a reader that was mounted.")
    @State
    public static class Real extends Kernel {

        public Real() {
            super();
            carrier.goOnline();
        }

        @Actor
        public void carrier(L_Result result) {
            registers.playedBy(Thread.currentThread());
            meeting.goFirst();
            periods.enter(carrier.registers());
            Version found = current();
            Meeting.linger(2);
            result.r1 = found.read();
            carrier.registers().release();
        }

        @Actor
        public void writer() {
            meeting.goSecond();
            replaceAndFreeByForce();
        }
    }
}
