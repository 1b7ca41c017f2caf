// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.MemorySegment;

/** See {@link Codec#strings()}. */
enum StringCodec implements Codec<String> {
    INSTANCE;

    @Override
    public int byteSize(String value) {
        int bytes = 0;
        for (int i = 0; i < value.length(); i++) {
            char unit = value.charAt(i);
            if (unit < 0x80) {
                bytes++;
            } else if (unit < 0x800) {
                bytes += 2;
            } else if (isPair(value, i)) {
                bytes += 4;
                i++;
            } else {
                // a question mark, if it is half of a pair
                bytes += Character.isSurrogate(unit) ? 1 : 3;
            }
        }
        return bytes;
    }

    private static boolean isPair(String value, int index) {
        return Character.isHighSurrogate(value.charAt(index)) && index + 1 < value.length()
                && Character.isLowSurrogate(value.charAt(index + 1));
    }

    @Override
    public void write(String value, MemorySegment target) {
        byte[] bytes = value.getBytes(UTF_8);
        MemorySegment.copy(bytes, 0, target, JAVA_BYTE, 0, bytes.length);
    }

    @Override
    public String read(MemorySegment source) {
        return new String(source.toArray(JAVA_BYTE), UTF_8);
    }
}
