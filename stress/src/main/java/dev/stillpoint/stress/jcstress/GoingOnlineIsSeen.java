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
 * An idle carrier wakes up and reads, at the moment when a driver wants to announce on its behalf.
 *
 * <pre>{@code java -cp stress/target/stress.jar org.openjdk.jcstress.Main -t GoingOnlineIsSeen}</pre>
 *
 * <p>The carrier stores "online" and then reads the pointer; the driver replaced the pointer and then reads whether the
 * carrier is online. Each has a full fence between its two steps, so at least one of them sees the other's store.
 */
public final class GoingOnlineIsSeen {

    private GoingOnlineIsSeen() {
    }

    /** No fence: "online" still waits in the store buffer of the carrier's processor while the section reads. */
    @JCStressTest
    @Outcome(id = Version.OLD, expect = ACCEPTABLE, desc = "The reader was lucky: the driver saw its carrier online.")
    @Outcome(id = Version.NEW, expect = ACCEPTABLE, desc = "The reader came after the unlink.")
    @Outcome(id = Version.FREED, expect = ACCEPTABLE_INTERESTING,
            desc = "Caught: freed under a reader whose carrier looked offline.")
    @State
    public static class Broken extends FrozenKernel {

        @Override
        void goOnline() {
            PRESENCE.setRelease(this, presence + 1);
        }

        @Actor
        public void carrier(L_Result result) {
            meeting.goFirst();
            goOnline();
            enter();
            Version found = current();
            Meeting.linger(2);
            result.r1 = found.read();
            unmounted();
            goOffline();
        }

        @Actor
        public void writer() {
            meeting.goSecond();
            replaceAndFree();
        }
    }

    /** With the fence. */
    @JCStressTest
    @Outcome(id = Version.OLD, expect = ACCEPTABLE,
            desc = "The reader found the old version, which was freed when the reader had left.")
    @Outcome(id = Version.NEW, expect = ACCEPTABLE, desc = "The reader came after the unlink.")
    @Outcome(id = Version.FREED, expect = FORBIDDEN,
            desc = "The driver took a carrier for offline that had begun to read.")
    @State
    public static class Real extends Kernel {

        public Real() {
            super();
        }

        @Actor
        public void carrier(L_Result result) {
            meeting.goFirst();
            carrier.goOnline();
            periods.enter(carrier.registers());
            Version found = current();
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
}
