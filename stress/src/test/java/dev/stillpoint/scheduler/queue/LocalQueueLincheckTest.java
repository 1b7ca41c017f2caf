// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.queue;

import dev.stillpoint.scheduler.task.Task;
import dev.stillpoint.stress.lincheck.Lincheck;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/**
 * One thread owns the ring, others steal. In a ring of two, thieves take one task at a time, so that the results are
 * those of a bounded queue. In larger rings a thief takes half of what it saw, which may by then be less than half:
 * there JCStress ({@code TaskIsStolenOnce}) and {@code LocalQueueRaceTest} look whether each task comes out once.
 */
class LocalQueueLincheckTest {

    @Test
    void aRingIsABoundedQueueForItsOwnerAndThieves() {
        Lincheck.check(Real.class, Specification.class);
    }

    @Test
    void anOwnerThatDoesNotCompareIsFound() {
        Lincheck.assertFound(TakesWithoutComparing.class, Specification.class);
    }

    public static final class Real {

        private final LocalQueue ring = new LocalQueue(2);

        /** Begins full, where most can go wrong. */
        public Real() {
            offer(1);
            offer(2);
        }

        @Operation(nonParallelGroup = "owner")
        public boolean offer(int number) {
            return ring.offer(NumberedTask.of(number));
        }

        @Operation(nonParallelGroup = "owner")
        public Integer poll() {
            return NumberedTask.number(ring.poll());
        }

        @Operation(nonParallelGroup = "owner")
        public Integer spill() {
            Task[] batch = ring.spill();
            return batch == null ? null : NumberedTask.number(batch[0]);
        }

        @Operation
        public Integer steal() {
            return NumberedTask.number(ring.stealInto(new LocalQueue(2)));
        }
    }

    public static final class Specification {

        private final Queue<Integer> queue = new ArrayDeque<>(List.of(1, 2));

        public boolean offer(int number) {
            return queue.size() < 2 && queue.add(number);
        }

        public Integer poll() {
            return queue.poll();
        }

        public Integer spill() {
            return queue.size() < 2 ? null : queue.poll();
        }

        public Integer steal() {
            return queue.poll();
        }
    }

    /** The ring once more, frozen: its owner takes what a thief may be taking. */
    public static final class TakesWithoutComparing {

        private final AtomicIntegerArray ring = new AtomicIntegerArray(2);
        private final AtomicInteger head = new AtomicInteger();
        private final AtomicInteger tail = new AtomicInteger();

        public TakesWithoutComparing() {
            offer(1);
            offer(2);
        }

        @Operation(nonParallelGroup = "owner")
        public boolean offer(int number) {
            int end = tail.get();
            if (end - head.get() == 2) {
                return false;
            }
            ring.set(end & 1, number);
            tail.set(end + 1);
            return true;
        }

        @Operation(nonParallelGroup = "owner")
        public Integer poll() {
            int first = head.get();
            if (first == tail.get()) {
                return null;
            }
            head.set(first + 1);
            return ring.get(first & 1);
        }

        @Operation
        public Integer steal() {
            while (true) {
                int first = head.get();
                if (tail.get() - first <= 0) {
                    return null;
                }
                int taken = ring.get(first & 1);
                if (head.compareAndSet(first, first + 1)) {
                    return taken;
                }
            }
        }
    }
}
