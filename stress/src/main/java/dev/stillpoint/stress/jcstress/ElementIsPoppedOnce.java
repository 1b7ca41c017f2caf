// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.stillpoint.stress.jcstress.Structures.PlayedStack;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A thread has read the top of a stack and what is below it. Before it takes it, another thread pops that element and
 * pushes a new one: the ABA problem, if the new one lies where the old one did.
 *
 * <pre>{@code
 * java -cp stress/target/stress.jar org.openjdk.jcstress.Main -t ElementIsPoppedOnce \
 *     -jvmArgs --enable-native-access=ALL-UNNAMED
 * }</pre>
 *
 * <p>Two elements are there and a third one comes. Whatever is left is popped at the end. Each must come out once.
 * Memory that is freed last is given out first. Setting the top takes longer here than it does otherwise, in the twin
 * and in the real stack.
 */
public final class ElementIsPoppedOnce {

    private static final int ELEMENTS = 3;
    private static final Map<String, String> TIME = Map.of("VarHandle.compareAndSet", "setTopLate");
    private static final Map<String, String> FREED_AT_ONCE =
            Map.of("VarHandle.compareAndSet", "setTopLate", "Reclaimer.retireWithoutWaiting", "freeAtOnce");

    private ElementIsPoppedOnce() {
    }

    /** The story, told with a stack of either kind. */
    abstract static class Story {

        private final Meeting meeting = new Meeting();
        private final PlayedStack stack;
        // first actor only
        private @Nullable Long first;
        // second actor only
        private @Nullable Long second;

        Story(Structures structures) {
            stack = structures.stack();
            stack.push(0);
            stack.push(1);
        }

        final void pop() {
            meeting.goFirst();
            first = stack.pop();
        }

        final void popAndPush() {
            meeting.goSecond();
            second = stack.pop();
            stack.push(2);
        }

        final String verdict() {
            int[] times = new int[ELEMENTS];
            count(times, first);
            count(times, second);
            for (int i = 0; i <= ELEMENTS; i++) {
                count(times, stack.pop());
            }
            stack.close();
            for (int count : times) {
                if (count > 1) {
                    return Takings.TWICE;
                }
            }
            return times[0] + times[1] + times[2] == ELEMENTS ? Takings.ONCE : Takings.LOST;
        }

        private static void count(int[] times, @Nullable Long element) {
            if (element != null && element >= 0 && element < ELEMENTS) {
                times[element.intValue()]++;
            }
        }
    }

    /** What is popped is freed at once, and used again. */
    @JCStressTest
    @Outcome(id = Takings.ONCE, expect = ACCEPTABLE, desc = "They did not meet.")
    @Outcome(id = {Takings.TWICE, Takings.LOST}, expect = ACCEPTABLE_INTERESTING,
            desc = "Caught: the top was the same address, and another element.")
    @State
    public static class Broken extends Story {

        private static final Structures STRUCTURES = Structures.with(FREED_AT_ONCE);

        public Broken() {
            super(STRUCTURES);
        }

        @Actor
        public void one() {
            pop();
        }

        @Actor
        public void other() {
            popAndPush();
        }

        @Arbiter
        public void last(L_Result result) {
            result.r1 = verdict();
        }
    }

    /** It is freed when nobody can have read it. */
    @JCStressTest
    @Outcome(id = Takings.ONCE, expect = ACCEPTABLE, desc = "Each element came out once.")
    @Outcome(expect = FORBIDDEN, desc = "An element was lost, or came out twice.")
    @State
    public static class Real extends Story {

        private static final Structures STRUCTURES = Structures.with(TIME);

        public Real() {
            super(STRUCTURES);
        }

        @Actor
        public void one() {
            pop();
        }

        @Actor
        public void other() {
            popAndPush();
        }

        @Arbiter
        public void last(L_Result result) {
            result.r1 = verdict();
        }
    }
}
