// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.UTF_8;

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
        return encode(codec, value, byteSize(codec, value));
    }

    private static <T> MemorySegment encode(Codec<T> codec, T value, int bytes) {
        // Whole words, so that it is aligned.
        MemorySegment target = MemorySegment.ofArray(new long[Math.ceilDiv(bytes, Long.BYTES)]).asSlice(0, bytes);
        codec.write(value, target);
        return target;
    }

    /**
     * The bytes of a key, or of something else that is found by its bytes. One that is too long is not encoded.
     *
     * @param what it is, for the message
     * @throws IllegalArgumentException if it is too long
     */
    static <T> byte[] keyBytes(Codec<T> codec, T key, String what) {
        if (key instanceof byte[] bytes && codec == BytesCodec.INSTANCE) {
            requireKeySize(bytes.length, what);
            return bytes;
        }
        // A character takes a byte at least.
        if (key instanceof String text && codec == StringCodec.INSTANCE && text.length() <= Node.LONGEST_KEY) {
            byte[] bytes = text.getBytes(UTF_8);
            requireKeySize(bytes.length, what);
            return bytes;
        }
        int size = byteSize(codec, key);
        requireKeySize(size, what);
        return encode(codec, key, size).toArray(JAVA_BYTE);
    }

    private static void requireKeySize(int bytes, String what) {
        if (bytes > Node.LONGEST_KEY) {
            throw new IllegalArgumentException(
                    "%s has at most %d bytes, not %d.".formatted(what, Node.LONGEST_KEY, bytes));
        }
    }
}
