// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;

/** Numbers that tell whether they are whole: of a length that differs, and one word throughout but for the first. */
class RepeatedLongs implements Codec<Long> {

    @Override
    public int byteSize(Long value) {
        return (int) (2 + (value & 7)) * Long.BYTES;
    }

    @Override
    public void write(Long value, MemorySegment target) {
        target.setAtIndex(JAVA_LONG, 0, value);
        for (long i = 1; i < target.byteSize() / Long.BYTES; i++) {
            target.setAtIndex(JAVA_LONG, i, KeyBytes.mix(value));
        }
    }

    /** Null if it is not whole. */
    @Override
    public Long read(MemorySegment source) {
        Long value = source.getAtIndex(JAVA_LONG, 0);
        boolean whole = source.byteSize() == byteSize(value);
        for (long i = 1; i < source.byteSize() / Long.BYTES; i++) {
            whole &= source.getAtIndex(JAVA_LONG, i) == KeyBytes.mix(value);
        }
        return whole ? value : null;
    }
}
