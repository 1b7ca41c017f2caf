package dev.stillpoint.reclaim.adapt;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A few places for values that nobody uses. Each access is one atomic exchange, so a value is with one thread or on one
 * shelf, whichever thread looks; that it is mostly one carrier only makes it fast. Wait-free.
 */
final class Shelf<T> {

    private final AtomicReferenceArray<@Nullable T> places;
    // set before it is emptied for the last time, read after each put: one of the two finds the value
    private volatile boolean abandoned;

    Shelf(int capacity) {
        places = new AtomicReferenceArray<>(capacity);
    }

    /** A value that was there, and is the caller's now; null if there was none. */
    @Nullable T take() {
        for (int i = 0; i < places.length(); i++) {
            if (places.get(i) != null) {
                T taken = places.getAndSet(i, null);
                if (taken != null) {
                    return taken;
                }
            }
        }
        return null;
    }

    /**
     * Puts a value into a free place.
     *
     * @return false if there is none; the value is still the caller's
     */
    boolean put(T value) {
        for (int i = 0; i < places.length(); i++) {
            if (places.get(i) == null && places.compareAndSet(i, null, value)) {
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

    /** Nobody is to use this shelf any more. Who puts something there nevertheless must look, and empty it again. */
    void abandon(Consumer<? super T> taker) {
        abandoned = true;
        empty(taker);
    }

    boolean isAbandoned() {
        return abandoned;
    }

    int size() {
        int size = 0;
        for (int i = 0; i < places.length(); i++) {
            if (places.get(i) != null) {
                size++;
            }
        }
        return size;
    }
}
