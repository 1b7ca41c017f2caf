// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.queue;

import dev.stillpoint.stress.lincheck.Lincheck;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicReference;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/** Any thread adds, takes, and asks whether there is anything, as if one after the other, first in, first out. */
class BatchQueueLincheckTest {

    @Test
    void batchesComeOutOnceAndInOrder() {
        Lincheck.check(Real.class, Specification.class);
    }

    @Test
    void aTakerThatDoesNotCompareIsFound() {
        Lincheck.assertFound(TakesWithoutComparing.class, Specification.class);
    }

    /** A queue of batches of one. */
    public static final class Real {

        private final BatchQueue<Integer> queue = new BatchQueue<>();

        @Operation
        public void add(int number) {
            queue.add(new Integer[] {number});
        }

        @Operation
        public Integer poll() {
            Integer[] batch = queue.poll();
            return batch == null ? null : batch[0];
        }

        @Operation
        public boolean isEmpty() {
            return queue.isEmpty();
        }
    }

    public static final class Specification {

        private final Queue<Integer> queue = new ArrayDeque<>();

        public void add(int number) {
            queue.add(number);
        }

        public Integer poll() {
            return queue.poll();
        }

        public boolean isEmpty() {
            return queue.isEmpty();
        }
    }

    /** The queue once more, frozen: two takers may find the same oldest batch. */
    public static final class TakesWithoutComparing {

        private final AtomicReference<Node> head = new AtomicReference<>(new Node(0));
        private final AtomicReference<Node> tail = new AtomicReference<>(head.get());

        @Operation
        public void add(int number) {
            Node node = new Node(number);
            Node last = tail.get();
            while (!last.next.compareAndSet(null, node)) {
                last = last.next.get();
            }
            tail.set(node);
        }

        @Operation
        public Integer poll() {
            Node oldest = head.get().next.get();
            if (oldest == null) {
                return null;
            }
            head.set(oldest);
            return oldest.number;
        }

        @Operation
        public boolean isEmpty() {
            return head.get().next.get() == null;
        }
    }

    private static final class Node {

        private final int number;
        private final AtomicReference<Node> next = new AtomicReference<>();

        Node(int number) {
            this.number = number;
        }
    }
}
