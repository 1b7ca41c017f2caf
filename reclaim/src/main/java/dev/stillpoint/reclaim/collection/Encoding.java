// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import java.lang.foreign.MemorySegment;

/** What a codec makes of an object. */
final class Encoding {

    private Encoding() {
    }

    /**
     * How many bytes it takes.
     *
     * @throws IllegalArgumentException if the codec says that they are fewer than none
     */
    static <T> int byteSize(Codec<T> codec, T value) {
        int bytes = codec.byteSize(value);
        if (bytes < 0) {
            throw new IllegalArgumentException("Codec %s says that a value has %d bytes.".formatted(codec, bytes));
        }
        return bytes;
    }

    /** The bytes, on the heap. */
    static <T> MemorySegment encode(Codec<T> codec, T value) {
        int bytes = byteSize(codec, value);
        // Whole words, so that it is aligned.
        MemorySegment target = MemorySegment.ofArray(new long[Math.ceilDiv(bytes, Long.BYTES)]).asSlice(0, bytes);
        codec.write(value, target);
        return target;
    }
}
