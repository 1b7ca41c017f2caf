// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.stress.lincheck.Call;
import dev.stillpoint.stress.lincheck.Lincheck;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Any thread pushes and pops, as if one after the other, last in, first out. */
class OffHeapStackLincheckTest {

    private static final PlayedStructure STACK =
            new PlayedStructure(Scenario.class, Lincheck.of(Specification.class).playing(10, 50), Map.of());

    @Test
    void elementsComeOutOnceAndInOrder() {
        STACK.check();
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource({"VarHandle.compareAndSet, compareThenSet", "Reclaimer.retireWithoutWaiting, freeAtOnce"})
    void whatIsBrokenIsFound(String call, String broken) {
        STACK.assertFound(call, broken);
    }

    /** While one thread is about to pop a node, the other pops it and pushes another one in the same place. */
    @Test
    void aNodeThatIsUsedAgainTooSoonIsFound() {
        Lincheck lincheck = Lincheck.of(Specification.class).playing(0, 100).first(List.of(Call.of("push", 1)),
                List.of(Call.of("pop")), List.of(Call.of("pop"), Call.of("push", 2)), List.of(Call.of("pop")));
        new PlayedStructure(Scenario.class, lincheck, Map.of()).assertFound("Reclaimer.retireWithoutWaiting",
                "freeAtOnceUnseen");
    }

    public static final class Scenario {

        private final OffHeapStack<Long> stack = OffHeapStack.create(Reclaimer.create(), Codec.longs());

        @Operation
        public void push(int number) {
            stack.push((long) number);
        }

        @Operation
        public Long pop() {
            return stack.pop();
        }

        @Validate
        public void everythingIsFreed() {
            PlayedReclaimer.end(stack::close);
        }
    }

    public static final class Specification {

        private final Deque<Long> stack = new ArrayDeque<>();

        public void push(int number) {
            stack.push((long) number);
        }

        public Long pop() {
            return stack.poll();
        }
    }
}
