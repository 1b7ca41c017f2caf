// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** See {@link Codec#longs()} and {@link Codec#orderedLongs()}. */
enum LongCodec implements Codec<Long> {
    INSTANCE,
    /** The first byte weighs most, and the sign is turned round: so bytes without signs are in the numbers' order. */
    ORDERED {

        @Override
        public void write(Long value, MemorySegment target) {
            target.set(BIG_ENDIAN, 0, value ^ Long.MIN_VALUE);
        }

        @Override
        public Long read(MemorySegment source) {
            return source.get(BIG_ENDIAN, 0) ^ Long.MIN_VALUE;
        }
    };

    private static final ValueLayout.OfLong BIG_ENDIAN = JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

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
