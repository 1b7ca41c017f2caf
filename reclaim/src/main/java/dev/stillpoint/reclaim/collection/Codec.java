// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import java.lang.foreign.MemorySegment;

/**
 * How keys, values or elements of a type lie off the heap, as a sequence of bytes.
 *
 * <p>Two keys are the same key if their bytes are equal; {@code equals} and {@code hashCode} of the type are not asked.
 * So a codec of keys must give equal keys equal bytes. The same holds for the elements of an {@link OffHeapSortedSet},
 * whose order is that of their bytes.
 *
 * <p><b>Threading.</b> The collections call a codec on any thread, on several at once, inside a read section. It must
 * not keep the segment that it is given.
 *
 * @param <T> the type
 */
public interface Codec<T> {

    /** How many bytes {@code value} takes. */
    int byteSize(T value);

    /**
     * Writes {@code value}.
     *
     * @param target exactly {@link #byteSize} bytes, filled with anything; aligned to 8 bytes. To be used during the
     *        call only
     */
    void write(T value, MemorySegment target);

    /**
     * Makes a value from bytes that {@link #write} has written. What it returns must not refer to {@code source}.
     *
     * @param source exactly those bytes; aligned to 8 bytes. To be used during the call only
     */
    T read(MemorySegment source);

    /** Arrays, byte by byte. */
    static Codec<byte[]> bytes() {
        return BytesCodec.INSTANCE;
    }

    /** Strings, in UTF-8. What is no valid text, a lone surrogate, becomes a question mark. */
    static Codec<String> strings() {
        return StringCodec.INSTANCE;
    }

    /** Numbers, in eight bytes. */
    static Codec<Long> longs() {
        return LongCodec.INSTANCE;
    }

    /** Numbers, in eight bytes whose order is that of the numbers: for an {@link OffHeapSortedSet}. */
    static Codec<Long> orderedLongs() {
        return LongCodec.ORDERED;
    }
}
