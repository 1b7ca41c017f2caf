// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.stillpoint.reclaim.demote.DemotedMemory;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayDeque;
import java.util.Deque;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The collector finds demoted memory unreachable while the grace period ends that covers it.
 *
 * <pre>{@code java -cp stress/target/stress.jar org.openjdk.jcstress.Main -t DemotedMemoryIsFreedOnce}</pre>
 *
 * <p>The collector puts the reference into its queue at any moment; the reclaimer's thread looks into the queue, then
 * takes what the grace period covers, and looks into the queue again later. What comes out of the queue is believed
 * only if it is still listed.
 */
public final class DemotedMemoryIsFreedOnce {

    private DemotedMemoryIsFreedOnce() {
    }

    /** What the collector found is freed, and what the grace period covers is freed: nobody asks whether it was. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The collector came first, and the list had forgotten it.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The grace period ended first, and nothing was found.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE_INTERESTING, desc = "Caught: freed by both.")
    @State
    public static class Broken {

        private final Meeting meeting = new Meeting();
        private final ReferenceQueue<Object> queue = new ReferenceQueue<>();
        private final PhantomReference<Object> reference = new PhantomReference<>(new Object(), queue);
        private final Deque<Reference<?>> listed = new ArrayDeque<>();
        private int found;
        private int covered;

        public Broken() {
            listed.add(reference);
        }

        private void takeUnreachable() {
            Reference<?> polled = queue.poll();
            if (polled != null) {
                found++;
                listed.remove(polled);
            }
        }

        @Actor
        public void collector() {
            meeting.goFirst();
            reference.enqueue();
        }

        @Actor
        public void reclaimer() {
            meeting.goSecond();
            takeUnreachable();
            if (listed.poll() != null) {
                covered++;
            }
        }

        @Arbiter
        public void later(II_Result result) {
            takeUnreachable();
            result.r1 = found;
            result.r2 = covered;
        }
    }

    /** What comes out of the queue is asked whether it is still listed. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Freed because the collector had found it.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Freed because the grace period had ended.")
    @Outcome(expect = FORBIDDEN, desc = "Freed twice, or never.")
    @State
    public static class Real {

        private static final long GRACE_PERIOD = 7;

        private final Meeting meeting = new Meeting();
        private final DemotedMemory<String> memory = new DemotedMemory<>();
        private final Reference<?> reference = memory.add(new Object(), "remains", 1, GRACE_PERIOD);
        private int found;
        private int covered;

        @Actor
        public void collector() {
            meeting.goFirst();
            reference.enqueue();
        }

        @Actor
        public void reclaimer() {
            meeting.goSecond();
            memory.takeUnreachable((_, _) -> found++);
            memory.takeCovered(GRACE_PERIOD, (_, _) -> covered++);
        }

        @Arbiter
        public void later(II_Result result) {
            memory.takeUnreachable((_, _) -> found++);
            memory.takeCovered(GRACE_PERIOD, (_, _) -> covered++);
            result.r1 = found;
            result.r2 = covered;
        }
    }
}
