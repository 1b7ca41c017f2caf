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
 * A reader is parked on an idle carrier. The carrier wakes up, mounts the reader, which parks once more, and goes idle
 * again, several times over, while a driver looks whether the carrier is idle and without older readers.
 *
 * <pre>{@code java -cp stress/target/stress.jar org.openjdk.jcstress.Main -t MountOnIdleCarrierIsSeen}</pre>
 *
 * <p>A mounted reader is in no count, so "nobody is parked" means something only if the carrier stayed offline while
 * the driver counted. Presence is a number that grows with every change; the driver reads it before and after.
 */
public final class MountOnIdleCarrierIsSeen {

    /** The reader is mounted so many times, each time for longer, and parks again. */
    private static final int STAYS = 4;

    private MountOnIdleCarrierIsSeen() {
    }

    /** Presence is not read again: the reader may have been mounted between "offline" and "nobody is parked". */
    @JCStressTest
    @Outcome(id = Version.OLD, expect = ACCEPTABLE,
            desc = "The reader was lucky: the driver did not look at a bad moment.")
    @Outcome(id = Version.FREED, expect = ACCEPTABLE_INTERESTING,
            desc = "Caught: freed under a reader that was being mounted.")
    @State
    public static class BrokenSingleRead extends IdleCarrier {

        @Override
        boolean isOfflineAndQuiescent() {
            if ((presence() & 1) != 0) {
                return false;
            }
            Meeting.linger(2);
            return nobodyParked();
        }

        @Actor
        public void carrier(L_Result result) {
            meeting.goFirst();
            wakeAndParkSeveralTimes();
            result.r1 = wakeAndRead();
        }

        @Actor
        public void writer() {
            meeting.goSecond();
            replaceAndFree();
        }
    }

    /** Presence is read again, but as a flag: a carrier that was online in between looks as if it had never been. */
    @JCStressTest
    @Outcome(id = Version.OLD, expect = ACCEPTABLE,
            desc = "The reader was lucky: the driver did not look at a bad moment.")
    @Outcome(id = Version.FREED, expect = ACCEPTABLE_INTERESTING,
            desc = "Caught: the carrier was online in between and nobody noticed.")
    @State
    public static class BrokenFlag extends IdleCarrier {

        @Override
        boolean isOfflineAndQuiescent() {
            if ((presence() & 1) != 0) {
                return false;
            }
            Meeting.linger(2);
            boolean quiescent = nobodyParked();
            VarHandle.loadLoadFence();
            Meeting.linger(2);
            return quiescent && (presence() & 1) == 0;
        }

        @Actor
        public void carrier(L_Result result) {
            meeting.goFirst();
            wakeAndParkSeveralTimes();
            result.r1 = wakeAndRead();
        }

        @Actor
        public void writer() {
            meeting.goSecond();
            replaceAndFree();
        }
    }

    /** The number, read twice. */
    @JCStressTest
    @Outcome(id = Version.OLD, expect = ACCEPTABLE, desc = "The old version was freed when the reader had left.")
    @Outcome(id = Version.FREED, expect = FORBIDDEN,
            desc = "The driver announced for an idle carrier that had an older reader.")
    @State
    public static class Real extends Kernel {

        private final Version found;

        public Real() {
            super();
            carrier.goOnline();
            periods.enter(carrier.registers());
            found = current();
            park();
            carrier.goOffline();
        }

        @Actor
        public void carrier(L_Result result) {
            meeting.goFirst();
            for (int stay = 0; stay < STAYS; stay++) {
                carrier.goOnline();
                mountAgain();
                Meeting.linger(stay);
                park();
                carrier.goOffline();
                Meeting.linger(stay);
            }
            carrier.goOnline();
            mountAgain();
            Meeting.linger(2);
            result.r1 = found.read();
            carrier.registers().release();
            announcements.unmounted();
            carrier.goOffline();
        }

        @Actor
        public void writer() {
            meeting.goSecond();
            replaceAndFree();
        }
    }

    /** What both twins share: the script of {@link Real} on the frozen kernel. */
    static class IdleCarrier extends FrozenKernel {

        private final Version found;

        IdleCarrier() {
            goOnline();
            enter();
            found = current();
            park();
            goOffline();
        }

        void wakeAndParkSeveralTimes() {
            for (int stay = 0; stay < STAYS; stay++) {
                goOnline();
                mountAgain();
                Meeting.linger(stay);
                park();
                goOffline();
                Meeting.linger(stay);
            }
        }

        String wakeAndRead() {
            goOnline();
            mountAgain();
            Meeting.linger(2);
            String read = found.read();
            unmounted();
            goOffline();
            return read;
        }
    }
}
