package dev.stillpoint.reclaim.memory;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Things that nobody uses, for any thread to put and to take. No order is promised.
 *
 * @param <T> what is free
 */
final class FreeStacks<T> {

    /*
     * What it is. Several stacks, pushed and popped by CAS (Treiber 1986). A thread uses the stack of its number; when
     * that is empty it takes another one whole, keeps the first element, and moves the rest to its own. So threads that
     * free what they allocated do not meet, and what one thread frees for all, a reclaimer's, moves in batches.
     *
     * State.
     *   tops   at each STRIDE: the link to what was put there last, or null. Any thread, CAS and exchange.
     *
     * Why a popper cannot be fooled. It reads the top link and that link's next, and replaces the one by the other if
     *   the top is still the same. Were links changed, the top could be the same link with another next below it (ABA),
     *   and an element in use would be on the stack. But a link is immutable, each push makes a new one, and a link on
     *   top of any stack always has below it what it had when it was made: elements leave from the top only, and a
     *   stack is moved whole. The popper's own reference keeps the collector from giving the link's address to another.
     *
     * Ordering. The push releases what the element's last user did; the pop or the exchange acquires it.
     *
     * Progress. Lock-free. While a thread moves a stack, others may find it empty: they look further, and then make
     *   something new.
     */

    /** In references; two cache lines, for the line prefetcher takes two. */
    private static final int STRIDE = 32;
    private static final int MOST_STACKS = 16;

    private final int stacks;
    private final AtomicReferenceArray<@Nullable Link<T>> tops;

    private record Link<T>(T element, @Nullable Link<T> next) {
    }

    FreeStacks() {
        this(Math.min(MOST_STACKS, 2 * Integer.highestOneBit(Runtime.getRuntime().availableProcessors())));
    }

    /** @param stacks how many, a power of two: the fewer there are, the more threads meet at one */
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

    /** The stack was empty a moment ago; if it still is, this is one step. */
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
