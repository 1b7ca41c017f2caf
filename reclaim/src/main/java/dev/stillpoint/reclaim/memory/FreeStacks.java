// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.memory;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Holds things that nobody uses. Any thread may put and take; no order is promised.
 *
 * @param <T> what is free
 */
final class FreeStacks<T> {

    /*
     * What it is. Several stacks, pushed and popped by CAS (Treiber 1986). A thread uses the stack that its number
     * selects. When that is empty, the thread takes another stack whole, keeps the first element, and moves the rest to
     * its own. So threads that free what they allocated do not contend, and what one thread frees for all, such as a
     * reclaimer's, moves in batches.
     *
     * State.
     *   tops   at each STRIDE: the link to what was put there last, or null. Any thread, CAS and exchange.
     *
     * Why a pop is safe from ABA. It reads the top link and that link's next, and replaces the one by the other if the
     *   top is still the same. If links could change, the top could be the same link with another next below it, and
     *   the pop would put an element in use on the stack. But a link is immutable, and each push makes a new one. A
     *   link on top of any stack always has below it what it had when it was made, because elements leave from the top
     *   only, and a stack is moved whole. The popping thread's reference keeps the collector from giving the link's
     *   address to another link.
     *
     * Ordering. The push releases what the element's last user did; the pop or the exchange acquires it.
     *
     * Progress. Lock-free. While a thread moves a stack, others may find it empty. They look at the other stacks, and
     *   then make a new element.
     */

    /** In references: two cache lines, because the prefetcher fetches lines in pairs. */
    private static final int STRIDE = 32;
    private static final int MOST_STACKS = 16;

    private final int stacks;
    private final AtomicReferenceArray<@Nullable Link<T>> tops;

    private record Link<T>(T element, @Nullable Link<T> next) {
    }

    FreeStacks() {
        this(Math.min(MOST_STACKS, 2 * Integer.highestOneBit(Runtime.getRuntime().availableProcessors())));
    }

    /** @param stacks how many, a power of two: the fewer there are, the more threads share one */
    FreeStacks(int stacks) {
        this.stacks = stacks;
        tops = new AtomicReferenceArray<>((stacks + 1) * STRIDE);
    }

    private int own() {
        return (int) Thread.currentThread().threadId() & (stacks - 1);
    }

    private static int top(int stack) {
        return (stack + 1) * STRIDE;
    }

    void put(T element) {
        push(top(own()), element);
    }

    private void push(int top, T element) {
        Link<T> seen;
        do {
            seen = tops.get(top);
            // Pairs with FreeStacks.take and FreeStacks.takeOver: the element's last use comes before its next.
        } while (!tops.compareAndSet(top, seen, new Link<>(element, seen)));
    }

    /**
     * Takes something, if there is anything.
     *
     * @return null if nothing was found
     */
    @Nullable T take() {
        int own = own();
        while (true) {
            Link<T> seen = tops.get(top(own));
            if (seen == null) {
                return takeOver(own);
            }
            // Pairs with FreeStacks.push: the element's last use is over.
            if (tops.compareAndSet(top(own), seen, seen.next)) {
                return seen.element;
            }
        }
    }

    private @Nullable T takeOver(int own) {
        for (int i = 1; i < stacks; i++) {
            int other = top(own + i & (stacks - 1));
            // Pairs with FreeStacks.push: the last use of all elements is over.
            Link<T> whole = tops.get(other) == null ? null : tops.getAndSet(other, null);
            if (whole != null) {
                move(whole.next, top(own));
                return whole.element;
            }
        }
        return null;
    }

    /** Moves links to a stack that was empty a moment ago. If it still is, this takes one step. */
    private void move(@Nullable Link<T> links, int top) {
        // Pairs with FreeStacks.take: as in push.
        if (links == null || tops.compareAndSet(top, null, links)) {
            return;
        }
        for (Link<T> link = links; link != null; link = link.next) {
            push(top, link.element);
        }
    }
}
