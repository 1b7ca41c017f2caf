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
 * A thread reads in a section on a carrier that never unmounts. A driver cuts all threads by a membarrier, wherever
 * they are, and looks at the carrier's registers until nobody older is there.
 *
 * <pre>{@code
 * java -cp stress/target/stress.jar org.openjdk.jcstress.Main -t CutFindsTheMountedReader \
 *     -jvmArgs --enable-native-access=ALL-UNNAMED
 * }</pre>
 *
 * <p>Opening a section is two plain stores. Without the cut they may still be in the carrier's store buffer when its
 * reads are long done, and looking more often does not help. Without native access, or where the system has no
 * membarrier, the real driver stops the carrier.
 */
public final class CutFindsTheMountedReader {

    private CutFindsTheMountedReader() {
    }

    /** The driver looks without a cut: the hold is not visible yet, but the reader has the old pointer. */
    @JCStressTest
    @Outcome(id = {Version.OLD, Version.NEW}, expect = ACCEPTABLE,
            desc = "The reader was lucky: the driver saw its hold, or it saw the new version.")
    @Outcome(id = Version.FREED, expect = ACCEPTABLE_INTERESTING,
            desc = "Caught: freed under a reader that was missed.")
    @State
    public static class BrokenNoCut extends FrozenStops {

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

    /** The driver cuts once and then looks. */
    @JCStressTest
    @Outcome(id = {Version.OLD, Version.NEW}, expect = ACCEPTABLE,
            desc = "The old version was freed when the reader had left, or it saw the new one.")
    @Outcome(id = Version.FREED, expect = FORBIDDEN, desc = "A cut missed a reader that was mounted.")
    @State
    public static class Real extends Kernel.Cutting {

        @Actor
        public void carrier(L_Result result) {
            // Whoever cannot cut stops this thread.
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
