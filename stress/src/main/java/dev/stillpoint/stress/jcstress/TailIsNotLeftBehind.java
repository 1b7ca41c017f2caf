// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.stillpoint.stress.jcstress.Structures.PlayedQueue;
import java.util.Map;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * A thread adds the only element of a queue, and another one polls it before the tail was moved to it.
 *
 * <pre>{@code
 * java -cp stress/target/stress.jar org.openjdk.jcstress.Main -t TailIsNotLeftBehind \
 *     -jvmArgs --enable-native-access=ALL-UNNAMED
 * }</pre>
 *
 * <p>Who polls moves the head from a node and retires it. If the tail is still there, the tail is helped on first: else
 * it would name a node that is about to be freed. Moving the tail takes longer here than it does otherwise, in the twin
 * and in the real queue.
 */
public final class TailIsNotLeftBehind {

    private static final String EMPTY = "empty";
    private static final String POLLED = "polled";
    private static final String LEFT = "tail left";
    private static final Map<String, String> TIME = Map.of("AtomicLongArray.compareAndSet", "setEnd");
    private static final Map<String, String> NO_HELP =
            Map.of("AtomicLongArray.compareAndSet", "setEnd", "OffHeapQueue.isTail", "isNeverTail");

    private TailIsNotLeftBehind() {
    }

    /** The story, told with a queue of either kind. */
    abstract static class Story {

        private final Meeting meeting = new Meeting();
        private final PlayedQueue queue;

        Story(Structures structures) {
            queue = structures.queue();
        }

        final void add() {
            meeting.goFirst();
            queue.add(1);
        }

        final String poll() {
            meeting.goSecond();
            if (queue.poll() == null) {
                return EMPTY;
            }
            return queue.wasTailLeft() ? LEFT : POLLED;
        }

        final String rest() {
            Long next = queue.poll();
            queue.close();
            return next == null ? "nothing" : "one";
        }
    }

    /** The head is moved on wherever the tail is. */
    @JCStressTest
    @Outcome(id = {"empty, one", "polled, nothing"}, expect = ACCEPTABLE, desc = "The tail was there in time.")
    @Outcome(id = "tail left, nothing", expect = ACCEPTABLE_INTERESTING,
            desc = "Caught: the tail names a node that is retired.")
    @State
    public static class Broken extends Story {

        private static final Structures STRUCTURES = Structures.with(NO_HELP);

        public Broken() {
            super(STRUCTURES);
        }

        @Actor
        public void producer() {
            add();
        }

        @Actor
        public void consumer(LL_Result result) {
            result.r1 = poll();
        }

        @Arbiter
        public void last(LL_Result result) {
            result.r2 = rest();
        }
    }

    /** The tail is helped on before. */
    @JCStressTest
    @Outcome(id = "empty, one", expect = ACCEPTABLE, desc = "The consumer came first.")
    @Outcome(id = "polled, nothing", expect = ACCEPTABLE, desc = "It got the element, and the tail was moved before.")
    @Outcome(expect = FORBIDDEN, desc = "The tail names a node that is retired, or an element came out twice or never.")
    @State
    public static class Real extends Story {

        private static final Structures STRUCTURES = Structures.with(TIME);

        public Real() {
            super(STRUCTURES);
        }

        @Actor
        public void producer() {
            add();
        }

        @Actor
        public void consumer(LL_Result result) {
            result.r1 = poll();
        }

        @Arbiter
        public void last(LL_Result result) {
            result.r2 = rest();
        }
    }
}
