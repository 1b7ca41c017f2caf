// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.adapt;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A few slots for idle values. A value moves in or out by one atomic operation, so it is with one thread or in one
 * stripe, whichever threads come. That mostly one carrier comes only makes it fast. Wait-free.
 */
final class Stripe<T> {

    private final AtomicReferenceArray<@Nullable T> slots;
    // any thread sets it before the stripe is emptied for the last time, and reads it after a put: one side finds the
    // value
    private volatile boolean abandoned;

    Stripe(int capacity) {
        slots = new AtomicReferenceArray<>(capacity);
    }

    /** Takes a value, which is the caller's from now on; null if there was none. */
    @Nullable T take() {
        for (int i = 0; i < slots.length(); i++) {
            if (slots.get(i) != null) {
                // Pairs with Stripe.put: what was done to the value before comes with it.
                T taken = slots.getAndSet(i, null);
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
            // Pairs with Stripe.take: what was done to the value so far goes with it.
            if (slots.get(i) == null && slots.compareAndSet(i, null, value)) {
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

    /**
     * Gives this stripe up, and empties it. A thread that puts a value there nevertheless must look, and empty it
     * again.
     */
    void abandon(Consumer<? super T> taker) {
        // Pairs with Lease.close: the value is found below, or the thread that put it there sees this.
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
