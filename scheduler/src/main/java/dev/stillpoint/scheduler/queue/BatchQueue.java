// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.queue;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Batches of tasks in the order in which they were added. Any thread adds, and any thread takes. Unbounded and
 * lock-free.
 *
 * @param <T> the elements of a batch
 */
public final class BatchQueue<T> {

    /*
     * What it is. The linked queue of Michael and Scott (1996). The garbage collector ensures that no node is reused
     * while somebody looks at it. The difference to java.util.concurrent.ConcurrentLinkedQueue is what an exception
     * means: here an add that throws has not added. A thread at the end of its stack may spill a batch. If it could not
     * tell whether the batch was added, it would have to lose the tasks or run them twice.
     *
     * State.
     *   head   The node before the oldest batch; its own batch has been taken. Takers, CAS.
     *   tail   A hint: a node from which the newest can be reached. Adders, CAS.
     *   next   Set once, by the CAS that adds.
     *
     * Ordering. The CAS on next releases the batch and the tasks in it; the volatile read of next acquires them. The
     * one CAS on head that succeeds takes a node. There is no ABA problem, because nodes are never linked twice.
     *
     * Progress. Lock-free. An adder that finds tail behind walks to the newest node.
     */

    private static final VarHandle HEAD =
            fieldVarHandle(lookup(), "head", VarHandle.class, BatchQueue.class, Node.class);
    private static final VarHandle TAIL =
            fieldVarHandle(lookup(), "tail", VarHandle.class, BatchQueue.class, Node.class);
    private static final VarHandle NEXT = fieldVarHandle(lookup(), "next", VarHandle.class, Node.class, Node.class);

    // takers, CAS
    private volatile Node<T> head = new Node<>(null);
    // adders, CAS
    private volatile Node<T> tail = head;

    /**
     * Adds a batch. Any thread.
     *
     * @throws OutOfMemoryError if there is no memory for a node; nothing was added
     * @throws StackOverflowError if there is no stack for the call; nothing was added
     */
    public void add(T[] batch) {
        Node<T> node = new Node<>(batch);
        Node<T> hint = tail;
        boolean added = false;
        try {
            Node<T> last = hint;
            while (!added) {
                Node<T> following = last.next;
                if (following != null) {
                    last = following;
                } else {
                    // Pairs with BatchQueue.poll, which reads next: it sees the batch and its tasks.
                    added = NEXT.compareAndSet(last, null, node);
                }
            }
            // Needs no pair: it is a hint. Following next leads from every node to the newest.
            TAIL.compareAndSet(this, hint, node);
        } catch (StackOverflowError e) {
            if (!added) {
                throw e;
            }
            // The batch is added. The next adder walks one step further.
        }
    }

    /** The oldest batch, or null. Any thread. */
    public T @Nullable [] poll() {
        while (true) {
            Node<T> first = head;
            Node<T> oldest = first.next;
            if (oldest == null) {
                return null;
            }
            // Pairs with itself in other calls of BatchQueue.poll: exactly one of them takes this batch.
            if (HEAD.compareAndSet(this, first, oldest)) {
                T[] batch = oldest.batch;
                oldest.batch = null;
                return batch;
            }
        }
    }

    /** A snapshot. Any thread. */
    public boolean isEmpty() {
        return head.next == null;
    }

    private static final class Node<T> {

        // set before it is linked, cleared by its one taker
        private T @Nullable [] batch;
        // adders, CAS
        private volatile @Nullable Node<T> next;

        Node(T @Nullable [] batch) {
            this.batch = batch;
        }
    }
}
