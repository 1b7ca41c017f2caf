// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.memory;

import java.util.Objects;
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
     *   tops   at each STRIDE: the link to what was put there last, or null. Any thread, CAS and exchange. The last one
     *          is no thread's: it holds chains of links that were moved to a stack which was empty no more.
     *
     * Why a pop is safe from ABA. It reads the top link and that link's next, and replaces the one by the other if the
     *   top is still the same. If links could change, the top could be the same link with another next below it, and
     *   the pop would put an element in use on the stack. But a link never changes once it is on a stack, and each push
     *   is of a new one. A link on top of any stack always has below it what it had when it was put there, because
     *   elements leave from the top only, and a stack is moved whole. The popping thread's reference keeps the
     *   collector from giving the link's address to another link.
     *
     * Errors. Who takes an element gets with it the link by which it is put back, so putting back makes no object. All
     *   objects are made before anything is taken, and taking is the last step: when an error strikes, nothing was
     *   taken or put. Only who takes a stack whole has to put away the rest of it afterwards; see takeOver.
     *
     * Ordering. The push releases what the element's last user did; the pop or the exchange acquires it.
     *
     * Progress. Lock-free. While a thread moves a stack, others may find it empty. They look at the other stacks, and
     *   then make a new element.
     */

    /** In references: two cache lines, because the prefetcher fetches lines in pairs. */
    private static final int STRIDE = 32;
    private static final int MOST_STACKS = 16;
    /** How often links are put away that an error has kept from it. */
    private static final int ATTEMPTS = 3;

    private final int stacks;
    private final AtomicReferenceArray<@Nullable Link<T>> tops;

    /** By which an element that was taken, or never was on a stack, is put there: once. */
    static final class Link<T> {

        // set by who takes the element, before it puts the link on a stack; null in a link that holds a chain
        private @Nullable T element;
        // set by who puts the link on a stack, before it is there
        private @Nullable Link<T> next;
        // a chain that was moved; set by who puts the link on a stack, before it is there
        private @Nullable Link<T> chain;

        private Link() {
        }

        /** For an element that never was on a stack. */
        Link(T element) {
            this.element = element;
        }

        T element() {
            return Objects.requireNonNull(element, "set when it was taken");
        }
    }

    FreeStacks() {
        this(Math.min(MOST_STACKS, 2 * Integer.highestOneBit(Runtime.getRuntime().availableProcessors())));
    }

    /** @param stacks how many, a power of two: the fewer there are, the more threads share one */
    FreeStacks(int stacks) {
        this.stacks = stacks;
        tops = new AtomicReferenceArray<>((stacks + 2) * STRIDE);
    }

    private int own() {
        return (int) Thread.currentThread().threadId() & (stacks - 1);
    }

    private static int top(int stack) {
        return (stack + 1) * STRIDE;
    }

    private int topOfChains() {
        return top(stacks);
    }

    /** Puts an element back, or there for the first time. Makes no object; if it throws, nothing was put. */
    void put(Link<T> link) {
        push(top(own()), link);
    }

    private void push(int top, Link<T> link) {
        Link<T> seen;
        do {
            seen = tops.get(top);
            link.next = seen;
            // Pairs with FreeStacks.take and FreeStacks.takeWhole: the element's last use comes before its next.
        } while (!tops.compareAndSet(top, seen, link));
    }

    /**
     * Takes something, if there is anything. If it throws, nothing was taken.
     *
     * @return the link by which it is put back; null if nothing was found
     */
    @Nullable Link<T> take() {
        Link<T> fresh = new Link<>();
        int own = own();
        int top = top(own);
        while (true) {
            Link<T> seen = tops.get(top);
            if (seen == null) {
                return takeOver(own, fresh);
            }
            fresh.element = seen.element;
            // Pairs with FreeStacks.push: the element's last use is over.
            if (tops.compareAndSet(top, seen, seen.next)) {
                return fresh;
            }
        }
    }

    private @Nullable Link<T> takeOver(int own, Link<T> fresh) {
        Link<T> holder = new Link<>();
        int home = top(own);
        Link<T> whole = takeWhole(own);
        if (whole == null) {
            return null;
        }
        fresh.element = whole.element;
        holder.chain = whole.next;
        // From here on nothing may be thrown: the links are on no stack. What follows makes no object, and taking them
        // has just gone deeper into the stack of this thread.
        boolean left = holder.chain != null;
        for (int attempt = 0; left && attempt < ATTEMPTS; attempt++) {
            try {
                // Pairs with FreeStacks.take: as in push.
                if (!tops.compareAndSet(home, null, holder.chain)) {
                    push(topOfChains(), holder);
                }
                left = false;
            } catch (VirtualMachineError e) {
                // Once more.
            }
        }
        return fresh;
    }

    /** All that another stack has, or a chain that was moved. Taking it is the last step. */
    private @Nullable Link<T> takeWhole(int own) {
        for (int i = 1; i < stacks; i++) {
            int other = top(own + i & (stacks - 1));
            // Pairs with FreeStacks.push: the last use of all elements is over.
            Link<T> whole = tops.get(other) == null ? null : tops.getAndSet(other, null);
            if (whole != null) {
                return whole;
            }
        }
        int chains = topOfChains();
        while (true) {
            Link<T> seen = tops.get(chains);
            // Pairs with FreeStacks.push: the last use of all elements is over.
            if (seen == null || tops.compareAndSet(chains, seen, seen.next)) {
                return seen == null ? null : seen.chain;
            }
        }
    }
}
