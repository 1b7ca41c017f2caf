// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A map of the library's as the torture sees it: the class that implements it is loaded once more for each trial, so
 * nobody may name it. Public for that alone. Any thread.
 */
public interface Table extends AutoCloseable {

    /**
     * Gives the value of a key as it lies in memory, which is valid as long as {@code body} runs.
     *
     * @param body is given null if the key is not there
     */
    void hold(long key, Consumer<@Nullable MemorySegment> body);

    /** A copy of the value of a key, or null. */
    byte @Nullable [] get(long key);

    void put(long key, byte[] value);

    /** Gives a key that is there another value. */
    boolean replace(long key, byte[] value);

    /** Returns whether it was there. */
    boolean remove(long key);

    /** Shows each value as it lies in memory, and its key. */
    void forEach(ObjLongConsumer<MemorySegment> action);

    /** How many buckets there are now. */
    long buckets();

    /** Retires all that is left. */
    @Override
    void close();

    /**
     * What was freed twice or not at all, once everything is freed; then its memory is given back.
     *
     * @return empty if all is well
     */
    String leftovers();
}
