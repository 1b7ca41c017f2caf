// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a map: what they are off the heap. A number is scattered to a hash that no other number has, so the hash
 * says all and the node has no bytes for it. Other keys are sequences of bytes.
 */
final class Keys<K> {

    private final Codec<K> codec;
    private final boolean areNumbers;
    /** Unknown outside, so that nobody can make keys that collide. */
    private final long seed = ThreadLocalRandom.current().nextLong();

    Keys(Codec<K> codec) {
        this.codec = Objects.requireNonNull(codec, "keys");
        areNumbers = codec == LongCodec.INSTANCE;
    }

    /**
     * The bytes of a key; null if the hash says all.
     *
     * @throws IllegalArgumentException if it is too long
     */
    byte @Nullable [] bytes(K key) {
        Objects.requireNonNull(key, "key");
        return areNumbers ? null : Encoding.keyBytes(codec, key, "A key");
    }

    /** As {@link #bytes}, and nobody else has the array: for changes, while which code of the user's may run. */
    byte @Nullable [] ownBytes(K key) {
        byte[] bytes = bytes(key);
        return bytes != null && (Object) bytes == key ? bytes.clone() : bytes;
    }

    /** @param bytes of the key, as {@link #bytes} gives them */
    long hash(K key, byte @Nullable [] bytes) {
        return bytes == null ? KeyBytes.mix((Long) key ^ seed) : KeyBytes.hash(bytes, seed);
    }

    /** The bytes of a node's key. */
    MemorySegment segment(long node) {
        return areNumbers ? MemorySegment.ofArray(new long[] {number(node)}).asReadOnly() : Node.key(node);
    }

    K read(long node) {
        return codec.read(segment(node));
    }

    private long number(long node) {
        return KeyBytes.unmix(Node.hash(node)) ^ seed;
    }
}
