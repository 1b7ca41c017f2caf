// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import dev.stillpoint.reclaim.EscapeExemption;
import dev.stillpoint.reclaim.GuardScoped;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.collection.Elements.Attempt;
import dev.stillpoint.reclaim.memory.raw.Words;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A queue off the heap without a bound, for many threads: what was added first is polled first. Elements are sequences
 * of bytes; a codec makes them from objects.
 *
 * {@snippet :
 * OffHeapQueue<byte[]> queue = OffHeapQueue.create(reclaimer, Codec.bytes());
 * queue.add(message);
 * byte[] copy = queue.poll();                       // null if it is empty
 * try (ReadGuard guard = ScopedQsbr.open()) {
 *     MemorySegment next = queue.pollView(guard);   // not copied; valid while the guard is open
 * }
 * }
 *
 * <p><b>Order.</b> The elements that one thread adds are polled in the order in which it added them.
 *
 * <p><b>Size.</b> An element takes 24 bytes and its own, and no object on the heap stands for it. The memory of the
 * element that was polled last is freed after the next one is polled.
 *
 * <p><b>Threading.</b> Any thread may call any method. All are lock-free, and each addition and each poll is atomic.
 * Threads that add do not contend with those that poll. An element does not change, so what a reader has got stays as
 * it is. Nobody waits for elements to come.
 *
 * <p><b>Memory.</b> What is polled is retired to the reclaimer, and freed after a grace period. Methods that poll first
 * do what the reclaimer's limits say about a full backlog: they wait, but not inside a read section, or throw.
 * {@link #close()} retires the rest.
 *
 * <p><b>Errors.</b> If a method throws, whatever it is, the queue has not changed.
 *
 * <p><b>Memory consistency effects.</b> What a thread does before it adds an element happens-before what another does
 * after it has got it.
 *
 * <p>Source: Michael and Scott, Simple, Fast, and Practical Non-Blocking and Blocking Concurrent Queue Algorithms,
 * 1996.
 *
 * @param <T> the type of elements
 */
@EscapeExemption(kind = "BLOCKING_CALL",
        reason = "the monitor of what is unfinished is held for two writes, and room is not waited for in a section")
public final class OffHeapQueue<T> implements AutoCloseable {

    /*
     * State. The nodes are a list; the first word of a node is the address of the next one, 0 at the end. The head is
     * the dummy: its element is taken already, or it never had one. The elements of the queue are the values of the
     * nodes after it. The tail is the last node, or one before it that was the last.
     *
     * Invariants
     *   Q1  The word of a node changes once: from 0 to the next node. So a node whose word is 0 is the last one.
     *   Q2  The tail is the head or after it. The head is moved from a node only after the tail was seen to have left
     *       it, and the tail never goes back. The head must be read first: of an older tail it cannot be said that it
     *       has left a newer head.
     *   Q3  A node is retired by the one who moved the head from it, after that. By Q2 no end names it then. So who has
     *       read it from an end, or come to it from there, in a section, may read it until the section ends. For the
     *       same reason a compare-and-set never meets an address that was freed and used again meanwhile.
     *
     * Compared with the paper, by Q3 no counts stand beside the addresses, and the head is not read again after the
     * node that follows: that check keeps readers from nodes that were freed, and so do sections.
     *
     * Ordering. An addition makes the last node lead to the new one by a compare-and-set, after it was filled; who
     * reads that word sees what is in the node.
     *
     * Linearization
     *   add        the compare-and-set of the last node's word
     *   poll       the compare-and-set of the head; of an empty queue, the read of the dummy's word
     *   peek, isEmpty   the read of the head if an element followed it then; otherwise the time at which its word was
     *              set, or at which the word was read and was still 0
     *
     * Errors. An addition that is struck after its compare-and-set leaves the tail where it is; who comes next moves
     * it.
     *
     * Progress. Lock-free: a compare-and-set fails only because another one succeeded.
     */

    /** The ends are in different cache lines, in pairs of which the prefetcher fetches them. */
    private static final int STRIDE = 16;
    private static final int HEAD = STRIDE;
    private static final int TAIL = 2 * STRIDE;

    private final Elements<T> elements;
    // any thread in a section, volatile and CAS; who frees the queue
    private final AtomicLongArray ends = new AtomicLongArray(3 * STRIDE);

    private OffHeapQueue(Reclaimer reclaimer, Codec<T> codec) {
        // Who moves the head unlinks the node.
        elements = new Elements<>("queue", reclaimer, codec, _ -> {
        });
        long dummy = Node.create(elements.memory(), 0, null, 0);
        boolean made = false;
        try {
            ends.set(HEAD, dummy);
            ends.set(TAIL, dummy);
            made = true;
        } finally {
            if (!made) {
                elements.memory().free(dummy, Node.bytes(0, 0));
            }
        }
    }

    /**
     * An empty queue.
     *
     * @param reclaimer frees what is polled. Close the queue before it
     * @throws NullPointerException if an argument is null
     * @throws OutOfMemoryError if there is no memory
     */
    public static <T> OffHeapQueue<T> create(Reclaimer reclaimer, Codec<T> codec) {
        return new OffHeapQueue<>(reclaimer, codec);
    }

    /**
     * Puts an element at the end.
     *
     * @throws IllegalStateException if the queue is closed, as in all methods but {@link #close()} and the figures
     * @throws OutOfMemoryError if there is no memory
     */
    public void add(T value) {
        Objects.requireNonNull(value, "value");
        ScopedQsbr.read(() -> {
            elements.attempt(attempt -> link(elements.create(value, attempt), attempt));
            return Boolean.TRUE;
        });
    }

    private void link(long node, Attempt<?> attempt) {
        while (!attempt.made) {
            long last = ends.get(TAIL);
            long next = Words.getAcquire(last);
            if (next == 0) {
                attempt.made = Words.compareAndSet(last, 0, node);
                if (attempt.made) {
                    moveTail(last, node);
                }
            } else {
                moveTail(last, next);
            }
        }
    }

    private void moveTail(long from, long to) {
        ends.compareAndSet(TAIL, from, to);
    }

    /**
     * Takes the element at the front. If several threads poll at once the codec may read an element for each of them,
     * and one gets it.
     *
     * @return a copy; null if the queue is empty
     * @throws dev.stillpoint.reclaim.BacklogExceededException if the reclaimer's backlog is full and its limits say so
     */
    @SuppressWarnings("NullAway") // what read returns may be null if what its body returns may
    public @Nullable T poll() {
        elements.requireRoom();
        return ScopedQsbr.read(() -> elements.<T>attempt(attempt -> take(elements::read, attempt)).result);
    }

    /**
     * Takes the element at the front.
     *
     * @return the element as it lies in memory: read-only, aligned to 8 bytes, and valid until the guard is closed;
     *         null if the queue is empty
     * @throws IllegalStateException if the guard is closed
     * @throws dev.stillpoint.reclaim.BacklogExceededException if the reclaimer's backlog is full and its limits say so
     */
    @GuardScoped
    public @Nullable MemorySegment pollView(ReadGuard guard) {
        guard.requireOpen();
        elements.requireRoom();
        return elements.<MemorySegment>attempt(attempt -> take(Node::value, attempt)).result;
    }

    private <R> void take(LongFunction<R> reading, Attempt<R> attempt) {
        while (!attempt.made) {
            long dummy = ends.get(HEAD);
            long node = Words.getAcquire(dummy);
            if (node == 0) {
                attempt.result = null;
                return;
            }
            if (isTail(dummy)) {
                moveTail(dummy, node);
            }
            attempt.result = reading.apply(node);
            attempt.taken(elements.memory(), node, dummy);
            attempt.made = ends.compareAndSet(HEAD, dummy, node);
        }
    }

    private boolean isTail(long node) {
        return ends.get(TAIL) == node;
    }

    /**
     * The element at the front, which stays there.
     *
     * @return a copy; null if the queue is empty
     */
    @SuppressWarnings("NullAway") // as in poll
    public @Nullable T peek() {
        return ScopedQsbr.read(() -> {
            long node = first();
            return node == 0 ? null : elements.read(node);
        });
    }

    /**
     * The element at the front, which stays there, as it lies in memory: read-only, aligned to 8 bytes, and valid until
     * the guard is closed, also if it is polled meanwhile.
     *
     * @return null if the queue is empty
     * @throws IllegalStateException if the guard is closed
     */
    @GuardScoped
    public @Nullable MemorySegment peekView(ReadGuard guard) {
        guard.requireOpen();
        long node = first();
        return node == 0 ? null : Node.value(node);
    }

    private long first() {
        elements.requireOpen();
        return Words.getAcquire(ends.get(HEAD));
    }

    /**
     * Shows copies of the elements, from the front to the end: those that were there at one time at the beginning of
     * the call, whether they are polled meanwhile or not, and then of those that are added meanwhile as many as the
     * iteration meets. If elements are added for ever, and faster than they are shown, it does not end. The action may
     * change the queue. It runs inside a read section, which lasts until all are shown; nothing that is retired
     * meanwhile is freed before.
     *
     * @throws RuntimeException what the action throws; the rest is not shown
     */
    public void forEach(Consumer<? super T> action) {
        Objects.requireNonNull(action, "action");
        ScopedQsbr.read(() -> {
            elements.forEach(first(), action);
            return Boolean.TRUE;
        });
    }

    /**
     * Whether there is no element.
     *
     * @throws IllegalStateException if the queue is closed
     */
    public boolean isEmpty() {
        return ScopedQsbr.read(() -> first() == 0 ? Boolean.TRUE : Boolean.FALSE);
    }

    /** How many elements there are; while other threads change the queue, about. */
    public long size() {
        return elements.size();
    }

    /** What it has, and what it takes. Once closed: what it had, but for the bytes that are still allocated. */
    public OffHeapElementStatistics statistics() {
        return elements.statistics();
    }

    /**
     * Retires all that is left. It waits for nobody: the memory is freed after a grace period. Closing again does
     * nothing, unless this was struck by an error: then it goes on.
     *
     * @throws IllegalStateException if the reclaimer is closed: the memory is lost
     * @throws OutOfMemoryError if there is no memory to retire the rest with; close it again
     */
    @Override
    public void close() {
        elements.close(() -> ends.get(HEAD), 0);
    }

    @Override
    public String toString() {
        return elements.toString();
    }
}
