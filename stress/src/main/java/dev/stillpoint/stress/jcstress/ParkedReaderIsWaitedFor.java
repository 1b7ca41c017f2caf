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
 * A thread parks inside its read section; its carrier goes on, runs somebody else, and announces after each unmount.
 *
 * <pre>{@code java -cp stress/target/stress.jar org.openjdk.jcstress.Main -t ParkedReaderIsWaitedFor}</pre>
 *
 * <p>The parked reader is counted under its stamp, the newest grace period that it had seen when it entered. The
 * carrier is quiescent to a grace period only if no reader with an older stamp is counted.
 */
public final class ParkedReaderIsWaitedFor {

    private ParkedReaderIsWaitedFor() {
    }

    /** Nobody counts a reader that parks: "the thread left the carrier" is taken for "the reader left the section". */
    @JCStressTest
    @Outcome(id = Version.OLD, expect = ACCEPTABLE, desc = "The reader was lucky: it was done before the writer freed.")
    @Outcome(id = Version.NEW, expect = ACCEPTABLE, desc = "The reader came after the unlink.")
    @Outcome(id = Version.FREED, expect = ACCEPTABLE_INTERESTING,
            desc = "Caught: freed while an older reader was parked.")
    @State
    public static class BrokenRule extends Kernel {

        @Override
        void park() {
            reader.save(carrier.holds(), carrier.since());
            carrier.registers().clear();
            announcements.unmounted();
        }

        @Override
        void mountAgain() {
            carrier.registers().restore(reader.savedHolds(), reader.savedSince());
        }

        @Actor
        public void carrier(L_Result result) {
            meeting.goFirst();
            carrier.goOnline();
            periods.enter(carrier.registers());
            Version found = current();
            Meeting.linger(2);
            park();
            Meeting.linger(2);
            announcements.unmounted();
            mountAgain();
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

    /** The stamp is taken after the pointer, so the reader claims to be younger than what it found. */
    @JCStressTest
    @Outcome(id = Version.OLD, expect = ACCEPTABLE, desc = "The reader was lucky: it was done before the writer freed.")
    @Outcome(id = Version.NEW, expect = ACCEPTABLE, desc = "The reader came after the unlink.")
    @Outcome(id = Version.FREED, expect = ACCEPTABLE_INTERESTING,
            desc = "Caught: freed under a parked reader whose stamp is too new.")
    @State
    public static class BrokenStamp extends Kernel {

        public BrokenStamp() {
            super();
        }

        @Actor
        public void carrier(L_Result result) {
            meeting.goFirst();
            carrier.goOnline();
            carrier.registers().hold();
            Version found = current();
            Meeting.linger(2);
            carrier.registers().stamp(periods.requested());
            park();
            Meeting.linger(2);
            announcements.unmounted();
            mountAgain();
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

    /** Stamp first, and the rule that counts. */
    @JCStressTest
    @Outcome(id = Version.OLD, expect = ACCEPTABLE,
            desc = "The reader found the old version, which was freed when the reader had left.")
    @Outcome(id = Version.NEW, expect = ACCEPTABLE, desc = "The reader came after the unlink.")
    @Outcome(id = Version.FREED, expect = FORBIDDEN,
            desc = "A grace period ended although a reader older than it was parked.")
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
            park();
            Meeting.linger(2);
            announcements.unmounted();
            mountAgain();
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
