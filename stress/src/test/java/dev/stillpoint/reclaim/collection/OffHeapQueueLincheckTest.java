// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.stress.lincheck.Lincheck;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Any thread adds and polls, as if one after the other, first in, first out. */
class OffHeapQueueLincheckTest {

    private static final PlayedStructure QUEUE =
            new PlayedStructure(Scenario.class, Lincheck.of(Specification.class).playing(10, 50), Map.of());

    @Test
    void elementsComeOutOnceAndInOrder() {
        QUEUE.check();
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({"AtomicLongArray.compareAndSet, compareThenSet", "Words.compareAndSet, compareThenSet",
            "Reclaimer.retireWithoutWaiting, freeAtOnce"})
    void whatIsBrokenIsFound(String call, String broken) {
        QUEUE.assertFound(call, broken);
    }

    public static final class Scenario {

        private final OffHeapQueue<Long> queue = OffHeapQueue.create(Reclaimer.create(), Codec.longs());

        @Operation
        public void add(int number) {
            queue.add((long) number);
        }

        @Operation
        public Long poll() {
            return queue.poll();
        }

        @Validate
        public void everythingIsFreed() {
            PlayedReclaimer.end(queue::close);
        }
    }

    public static final class Specification {

        private final Queue<Long> queue = new ArrayDeque<>();

        public void add(int number) {
            queue.add((long) number);
        }

        public Long poll() {
            return queue.poll();
        }
    }
}
