// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/** See {@link Codec#longs()}. */
enum LongCodec implements Codec<Long> {
    INSTANCE;

    @Override
    public int byteSize(Long value) {
        return Long.BYTES;
    }

    @Override
    public void write(Long value, MemorySegment target) {
        target.set(JAVA_LONG_UNALIGNED, 0, value);
    }

    @Override
    public Long read(MemorySegment source) {
        return source.get(JAVA_LONG_UNALIGNED, 0);
    }
}
