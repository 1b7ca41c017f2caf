// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Objects that wait for the same grace period. One thread at a time. */
final class Batch {

    private static final int SMALLEST = 64;

    private @Nullable Reclaimable[] objects = new Reclaimable[SMALLEST];
    private long[] bytes = new long[SMALLEST];
    private int size;

    /** Makes room for {@code more} further objects. */
    void reserve(int more) {
        int needed = Math.addExact(size, more);
        if (needed > objects.length) {
            int length = Math.max(needed, 2 * objects.length);
            @Nullable Reclaimable[] grown = Arrays.copyOf(objects, length);
            bytes = Arrays.copyOf(bytes, length);
            objects = grown;
        }
    }

    /** Adds an object. When memory runs out, this throws and changes nothing. */
    void add(Reclaimable object, long objectBytes) {
        reserve(1);
        objects[size] = object;
        bytes[size++] = objectBytes;
    }

    /** Reverses the order of the objects from index {@code from} on. */
    void reverse(int from) {
        for (int low = from, high = size - 1; low < high; low++, high--) {
            Reclaimable object = objects[low];
            objects[low] = objects[high];
            objects[high] = object;
            long objectBytes = bytes[low];
            bytes[low] = bytes[high];
            bytes[high] = objectBytes;
        }
    }

    Reclaimable object(int index) {
        Reclaimable object = objects[index];
        if (object == null) {
            throw new IndexOutOfBoundsException(index);
        }
        return object;
    }

    long bytes(int index) {
        return bytes[index];
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }
}
