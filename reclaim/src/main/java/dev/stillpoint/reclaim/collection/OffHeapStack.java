// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.stillpoint.reclaim.EscapeExemption;
import dev.stillpoint.reclaim.GuardScoped;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.collection.Elements.Attempt;
import dev.stillpoint.reclaim.memory.raw.Words;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A stack off the heap, for many threads: what was pushed last is popped first. Elements are sequences of bytes; a
 * codec makes them from objects.
 *
 * {@snippet :
 * OffHeapStack<byte[]> stack = OffHeapStack.create(reclaimer, Codec.bytes());
 * stack.push(buffer);
 * byte[] copy = stack.pop();                      // null if it is empty
 * try (ReadGuard guard = ScopedQsbr.open()) {
 *     MemorySegment last = stack.popView(guard);  // not copied; valid while the guard is open
 * }
 * }
 *
 * <p><b>Size.</b> An element takes 24 bytes and its own, and no object on the heap stands for it.
 *
 * <p><b>Threading.</b> Any thread may call any method. All are lock-free, and each push and each pop is atomic. All
 * threads contend for the top, so many of them that push and pop at once are no faster than a few. An element does not
 * change, so what a reader has got stays as it is.
 *
 * <p><b>Memory.</b> What is popped is retired to the reclaimer, and freed after a grace period. Methods that pop first
 * do what the reclaimer's limits say about a full backlog: they wait, but not inside a read section, or throw.
 * {@link #close()} retires the rest.
 *
 * <p><b>Errors.</b> If a method throws, whatever it is, the stack has not changed.
 *
 * <p><b>Memory consistency effects.</b> What a thread does before it pushes an element happens-before what another does
 * after it has got it.
 *
 * <p>Source: Treiber, Systems Programming: Coping with Parallelism, 1986.
 *
 * @param <T> the type of elements
 */
@EscapeExemption(kind = "BLOCKING_CALL",
        reason = "the monitor of what is unfinished is held for two writes, and room is not waited for in a section")
public final class OffHeapStack<T> implements AutoCloseable {

    /*
     * State. `top` is the address of the node that was pushed last, 0 if there is none. The first word of a node is the
     * address of the one below it. An element is the value of its node.
     *
     * Invariants
     *   S1  The word of a node never changes once the node is pushed. So the nodes below a node stay the same.
     *   S2  A node is retired by the one who took it from the top, after that. So who has read it from `top`, or come
     *       to it from there, in a section, may read it until the section ends. For the same reason a compare-and-set
     *       never meets an address that was freed and used again meanwhile (the ABA problem), and `top` needs no count
     *       of changes beside it, as on the IBM System/370 of the report.
     *
     * Ordering. A push makes `top` lead to the node by a compare-and-set, after the node was filled; who reads `top`
     * sees what is in the node, and below it.
     *
     * Linearization
     *   push         its compare-and-set
     *   pop          its compare-and-set; of an empty stack, the read of `top`
     *   peek, forEach, isEmpty   the read of `top`
     *
     * Progress. Lock-free: a compare-and-set fails only because another one succeeded. Reading is wait-free.
     */

    private static final VarHandle TOP = fieldVarHandle(lookup(), "top", VarHandle.class, OffHeapStack.class,
            long.class);

    private final Elements<T> elements;
    // any thread in a section, volatile and CAS; who frees the stack
    private volatile long top;

    private OffHeapStack(Reclaimer reclaimer, Codec<T> codec) {
        // Who pops a node unlinks it.
        elements = new Elements<>("stack", reclaimer, codec, _ -> {
        });
    }

    /**
     * An empty stack.
     *
     * @param reclaimer frees what is popped. Close the stack before it
     * @throws NullPointerException if an argument is null
     */
    public static <T> OffHeapStack<T> create(Reclaimer reclaimer, Codec<T> codec) {
        return new OffHeapStack<>(reclaimer, codec);
    }

    /**
     * Puts an element on the top.
     *
     * @throws IllegalStateException if the stack is closed, as in all methods but {@link #close()} and the figures
     * @throws OutOfMemoryError if there is no memory
     */
    public void push(T value) {
        Objects.requireNonNull(value, "value");
        ScopedQsbr.read(() -> {
            elements.attempt(attempt -> link(elements.create(value, attempt), attempt));
            return Boolean.TRUE;
        });
    }

    private void link(long node, Attempt<?> attempt) {
        while (!attempt.made) {
            long below = top;
            Words.set(node, below);
            // Pairs with OffHeapStack.top: who sees the node sees what is in it.
            attempt.made = TOP.compareAndSet(this, below, node);
        }
    }

    /**
     * Takes the element at the top. If several threads pop at once the codec may read an element for each of them, and
     * one gets it.
     *
     * @return a copy; null if the stack is empty
     * @throws dev.stillpoint.reclaim.BacklogExceededException if the reclaimer's backlog is full and its limits say so
     */
    @SuppressWarnings("NullAway") // what read returns may be null if what its body returns may
    public @Nullable T pop() {
        elements.requireRoom();
        return ScopedQsbr.read(() -> elements.<T>attempt(attempt -> take(elements::read, attempt)).result);
    }

    /**
     * Takes the element at the top.
     *
     * @return the element as it lies in memory: read-only, aligned to 8 bytes, and valid until the guard is closed;
     *         null if the stack is empty
     * @throws IllegalStateException if the guard is closed
     * @throws dev.stillpoint.reclaim.BacklogExceededException if the reclaimer's backlog is full and its limits say so
     */
    @GuardScoped
    public @Nullable MemorySegment popView(ReadGuard guard) {
        guard.requireOpen();
        elements.requireRoom();
        return elements.<MemorySegment>attempt(attempt -> take(Node::value, attempt)).result;
    }

    private <R> void take(LongFunction<R> reading, Attempt<R> attempt) {
        while (!attempt.made) {
            long node = top;
            if (node == 0) {
                attempt.result = null;
                return;
            }
            attempt.result = reading.apply(node);
            attempt.taken(elements.memory(), node, node);
            // Pairs with OffHeapStack.link: what is below the node is seen, too.
            attempt.made = TOP.compareAndSet(this, node, Words.get(node));
        }
    }

    /**
     * The element at the top, which stays there.
     *
     * @return a copy; null if the stack is empty
     */
    @SuppressWarnings("NullAway") // as in pop
    public @Nullable T peek() {
        return ScopedQsbr.read(() -> {
            long node = first();
            return node == 0 ? null : elements.read(node);
        });
    }

    /**
     * The element at the top, which stays there, as it lies in memory: read-only, aligned to 8 bytes, and valid until
     * the guard is closed, also if it is popped meanwhile.
     *
     * @return null if the stack is empty
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
        return top;
    }

    /**
     * Shows copies of the elements, from the top to the bottom, as they were at one time during the call: what is
     * pushed or popped afterwards makes no difference. The action may change the stack. It runs inside a read section,
     * which lasts until all are shown; nothing that is retired meanwhile is freed before.
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
     * @throws IllegalStateException if the stack is closed
     */
    public boolean isEmpty() {
        return first() == 0;
    }

    /** How many elements there are; while other threads change the stack, about. */
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
        elements.close(() -> top, 0);
    }

    @Override
    public String toString() {
        return elements.toString();
    }
}
