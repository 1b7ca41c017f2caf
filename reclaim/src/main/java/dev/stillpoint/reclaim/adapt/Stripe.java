package dev.stillpoint.reclaim.adapt;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A few slots for idle values. Each access is one atomic exchange, so a value is with one thread or in one stripe,
 * whichever thread looks; that it is mostly one carrier only makes it fast. Wait-free.
 */
final class Stripe<T> {

    private final AtomicReferenceArray<@Nullable T> slots;
    // set before it is emptied for the last time, read after each put: one of the two finds the value
    private volatile boolean abandoned;

    Stripe(int capacity) {
        slots = new AtomicReferenceArray<>(capacity);
    }

    /** A value that was there, and is the caller's now; null if there was none. */
    @Nullable T take() {
        for (int i = 0; i < slots.length(); i++) {
            if (slots.get(i) != null) {
                T taken = slots.getAndSet(i, null);
                // Pairs with Stripe.put: what was done to the value before comes with it.
                if (taken != null) {
                    return taken;
                }
            }
        }
        return null;
    }

    /**
     * Puts a value into a free slot.
     *
     * @return false if there is none; the value is still the caller's
     */
    boolean put(T value) {
        for (int i = 0; i < slots.length(); i++) {
            if (slots.get(i) == null && slots.compareAndSet(i, null, value)) {
                // Pairs with Stripe.take: what was done to the value so far goes with it.
                return true;
            }
        }
        return false;
    }

    void empty(Consumer<? super T> taker) {
        for (T value = take(); value != null; value = take()) {
            taker.accept(value);
        }
    }

    /** Nobody is to use this stripe any more. Who puts something there nevertheless must look, and empty it again. */
    void abandon(Consumer<? super T> taker) {
        // Pairs with LeasePool.giveBack: the value is found below, or who put it there sees this.
        abandoned = true;
        empty(taker);
    }

    boolean isAbandoned() {
        return abandoned;
    }

    int size() {
        int size = 0;
        for (int i = 0; i < slots.length(); i++) {
            if (slots.get(i) != null) {
                size++;
            }
        }
        return size;
    }
}
