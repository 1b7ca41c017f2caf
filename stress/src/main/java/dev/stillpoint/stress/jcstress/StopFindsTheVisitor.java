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
 * A platform thread that has read before reads once more. A driver finds no new stamp in its record, stops the thread
 * at once, and looks whether it is inside.
 *
 * <pre>{@code java -cp stress/target/stress.jar org.openjdk.jcstress.Main -t StopFindsTheVisitor}</pre>
 *
 * <p>To open the section takes plain stores. Without the stop they may still be in the store buffer when its reads are
 * long done. With patience the driver would look again, and hide that.
 */
public final class StopFindsTheVisitor {

    private StopFindsTheVisitor() {
    }

    /** The driver looks without a stop. */
    @JCStressTest
    @Outcome(id = {Version.OLD, Version.NEW}, expect = ACCEPTABLE,
            desc = "The visitor was lucky: the driver saw its hold, or it saw the new version.")
    @Outcome(id = Version.FREED, expect = ACCEPTABLE_INTERESTING,
            desc = "Caught: freed under a visitor that was missed.")
    @State
    public static class BrokenNoStop extends FrozenRecords {

        @Override
        void stop() {
        }

        @Actor
        public void visitor(L_Result result) {
            meeting.goFirst();
            result.r1 = section();
        }

        @Actor
        public void writer() {
            meeting.goSecond();
            replaceAndFree();
        }
    }

    /** The driver stops the thread by a handshake before it looks. */
    @JCStressTest
    @Outcome(id = {Version.OLD, Version.NEW}, expect = ACCEPTABLE,
            desc = "The old version was freed when the visitor had left, or it saw the new one.")
    @Outcome(id = Version.FREED, expect = FORBIDDEN, desc = "A stop missed a visitor that was inside.")
    @State
    public static class Real extends RecordKernel {

        public Real() {
            super();
        }

        @Actor
        public void visitor(L_Result result) {
            Visitor self = awakeSelf();
            meeting.goFirst();
            result.r1 = section(self, 2);
        }

        @Actor
        public void writer() {
            meeting.goSecond();
            replaceAndFree();
        }
    }
}
