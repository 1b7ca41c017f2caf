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
 * A reader is parked on a carrier that a driver has cut by a membarrier and looks at, as often as it takes. Meanwhile
 * the reader mounts and parks again.
 *
 * <pre>{@code
 * java -cp stress/target/stress.jar org.openjdk.jcstress.Main -t CutFindsTheReaderThatComesBack \
 *     -jvmArgs --enable-native-access=ALL-UNNAMED
 * }</pre>
 *
 * <p>There is one cut for the whole grace period, so no look is ordered by it. Each reads the registers and then the
 * count of parked readers, and before and after them the number of comebacks: a reader that moves from the count to the
 * registers in between is in neither.
 */
public final class CutFindsTheReaderThatComesBack {

    private CutFindsTheReaderThatComesBack() {
    }

    /** The registers said "nobody", then the reader mounted, then the count said "nobody". */
    @JCStressTest
    @Outcome(id = Version.OLD, expect = ACCEPTABLE,
            desc = "The reader was lucky: the driver did not look at a bad moment.")
    @Outcome(id = Version.FREED, expect = ACCEPTABLE_INTERESTING, desc = "Caught: the reader passed behind the look.")
    @State
    public static class BrokenNoComebacks extends FrozenStops {

        private final Version found;

        public BrokenNoComebacks() {
            found = open();
            parkSilently();
        }

        @Override
        boolean looksQuiescent() {
            boolean nobodyMounted = holds() == 0;
            Meeting.linger(1);
            return nobodyMounted && nobodyParked();
        }

        @Actor
        public void carrier(L_Result result) {
            meeting.goFirst();
            Meeting.linger(1);
            mountReader();
            Meeting.linger(4);
            result.r1 = found.read();
            close();
        }

        @Actor
        public void writer() {
            meeting.goSecond();
            replaceAndFree();
        }
    }

    /** With the number of comebacks. */
    @JCStressTest
    @Outcome(id = Version.OLD, expect = ACCEPTABLE, desc = "The old version was freed when the reader had left.")
    @Outcome(id = Version.FREED, expect = FORBIDDEN, desc = "A look behind a cut missed a reader that was mounting.")
    @State
    public static class Real extends Kernel.Cutting {

        private final Version found;

        public Real() {
            periods.enter(carrier.registers());
            found = current();
            park();
        }

        @Actor
        public void carrier(L_Result result) {
            registers.playedBy(Thread.currentThread());
            meeting.goFirst();
            for (int stay = 0; stay < 4; stay++) {
                Meeting.linger(40 * stay);
                mountAgain();
                Meeting.linger(stay);
                park();
            }
            mountAgain();
            Meeting.linger(4);
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
