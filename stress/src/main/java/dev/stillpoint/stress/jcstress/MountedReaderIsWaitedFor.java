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
 * A carrier runs a thread that reads inside a section while a writer replaces and frees what it reads.
 *
 * <pre>{@code java -cp stress/target/stress.jar org.openjdk.jcstress.Main -t MountedReaderIsWaitedFor}</pre>
 *
 * <p>The carrier announces quiescence when the thread unmounts, and the thread has then left its section. So the writer
 * cannot free before the last access; and because the announcement is a release and the driver's look at it an acquire,
 * the accesses cannot be late either.
 */
public final class MountedReaderIsWaitedFor {

    private MountedReaderIsWaitedFor() {
    }

    /** The carrier announces whatever the nesting count is: somebody called "quiescent" in the middle of a section. */
    @JCStressTest
    @Outcome(id = Version.OLD, expect = ACCEPTABLE, desc = "The reader was lucky: it was done before the writer freed.")
    @Outcome(id = Version.NEW, expect = ACCEPTABLE, desc = "The reader came after the unlink.")
    @Outcome(id = Version.FREED, expect = ACCEPTABLE_INTERESTING,
            desc = "Caught: freed under a reader whose carrier announced too early.")
    @State
    public static class Broken extends Kernel {

        public Broken() {
            super();
        }

        @Actor
        public void carrier(L_Result result) {
            meeting.goFirst();
            carrier.goOnline();
            periods.enter(carrier.registers());
            Version found = current();
            Meeting.linger(2);
            announcements.unmounted();
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

    /** Announced after the section only. */
    @JCStressTest
    @Outcome(id = Version.OLD, expect = ACCEPTABLE,
            desc = "The reader found the old version, which was freed when the reader had left.")
    @Outcome(id = Version.NEW, expect = ACCEPTABLE, desc = "The reader came after the unlink.")
    @Outcome(id = Version.FREED, expect = FORBIDDEN,
            desc = "A grace period ended although a reader older than it was mounted.")
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
            Meeting.linger(4);
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
