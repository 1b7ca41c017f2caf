// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/** See {@link Codec#bytes()}. */
enum BytesCodec implements Codec<byte[]> {
    INSTANCE;

    @Override
    public int byteSize(byte[] value) {
        return value.length;
    }

    @Override
    public void write(byte[] value, MemorySegment target) {
        MemorySegment.copy(value, 0, target, JAVA_BYTE, 0, value.length);
    }

    @Override
    public byte[] read(MemorySegment source) {
        return source.toArray(JAVA_BYTE);
    }
}
