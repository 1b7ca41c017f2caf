// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.stillpoint.reclaim.grace.Beginning;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A writer unlinks a version while a grace period is pending, draws a cookie, and frees when the cookie has elapsed.
 *
 * <pre>{@code java -cp stress/target/stress.jar org.openjdk.jcstress.Main -t CookieCoversTheUnlink}</pre>
 *
 * <p>The pending grace period began before the unlink. A reader that came in between has its stamp and is not waited
 * for, and yet it may have found the old version: the cookie must be of the next one.
 */
public final class CookieCoversTheUnlink {

    private CookieCoversTheUnlink() {
    }

    /** The cookie is that of the pending grace period. */
    @JCStressTest
    @Outcome(id = Version.OLD, expect = ACCEPTABLE, desc = "The reader was lucky, or came before the grace period.")
    @Outcome(id = Version.NEW, expect = ACCEPTABLE, desc = "The reader came after the unlink.")
    @Outcome(id = Version.FREED, expect = ACCEPTABLE_INTERESTING,
            desc = "Caught: the reader came before the unlink and after the grace period began.")
    @State
    public static class Broken extends FrozenKernel {

        public Broken() {
            goOnline();
        }

        @Actor
        public void carrier(L_Result result) {
            meeting.goFirst();
            Meeting.linger(1);
            unmounted();
            enter();
            Version found = current();
            Meeting.linger(3);
            result.r1 = found.read();
            unmounted();
            goOffline();
        }

        @Actor
        public void writer() {
            meeting.goSecond();
            long pending = publish();
            Meeting.linger(1);
            unlink();
            awaitEnd(pending);
            free();
        }
    }

    /** The cookie is that of the next one. */
    @JCStressTest
    @Outcome(id = Version.OLD, expect = ACCEPTABLE, desc = "The old version was freed when the reader had left.")
    @Outcome(id = Version.NEW, expect = ACCEPTABLE, desc = "The reader came after the unlink.")
    @Outcome(id = Version.FREED, expect = FORBIDDEN, desc = "The cookie elapsed too early.")
    @State
    public static class Real extends Kernel {

        public Real() {
            super();
            carrier.goOnline();
        }

        @Actor
        public void carrier(L_Result result) {
            meeting.goFirst();
            Meeting.linger(1);
            announcements.unmounted();
            periods.enter(carrier.registers());
            Version found = current();
            Meeting.linger(3);
            result.r1 = found.read();
            carrier.registers().release();
            announcements.unmounted();
            carrier.goOffline();
        }

        @Actor
        public void writer() {
            meeting.goSecond();
            Beginning.of(periods);
            Meeting.linger(1);
            replaceAndFree();
        }
    }
}
