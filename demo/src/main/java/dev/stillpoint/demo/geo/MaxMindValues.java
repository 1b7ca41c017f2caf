// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.geo;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/**
 * Checks the values of a section of a MaxMind file: that they lie inside the section, are of known types and of
 * moderate size, that their strings are UTF-8, and that no value leads back to itself.
 *
 * <p>A value is a control byte (type in the upper three bits, size in the lower five), perhaps some bytes of type and
 * size, then its content. The content of a map or an array are further values. A pointer leads to a value elsewhere in
 * the section, which must not be a pointer.
 */
final class MaxMindValues {
    /** MaxMind's reader skips a value by recursion, one frame for each value inside. Real records have far fewer. */
    private static final int MAX_VALUES = 2000;
    /** The reader parses a record anew for each network that has it. Real records are far smaller. */
    private static final int MAX_BYTES = 1 << 15;
    /** Pointers that are followed from one value, one after the other. Real records need few. */
    private static final int MAX_POINTERS = 16;

    // The format's types.
    private static final int EXTENDED = 0;
    private static final int POINTER = 1;
    private static final int STRING = 2;
    private static final int MAP = 7;
    private static final int ARRAY = 11;
    private static final int BOOLEAN = 14;
    private static final int LAST_TYPE = 15;

    private static final int[] POINTER_BASE = {0, 1 << 11, (1 << 19) + (1 << 11), 0};

    private final byte[] file;
    private final int start;
    private final int end;
    private final String source;
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
    /** Where values begin that were checked, with all to which they lead. */
    private final BitSet checked = new BitSet();

    // the next byte to read
    private int at;

    /** The section from {@code start} up to {@code end}. Pointers count from its start. */
    MaxMindValues(byte[] file, int start, int end, String source) {
        this.file = file;
        this.start = start;
        this.end = end;
        this.source = source;
    }

    /** Checks the value at a position of the file inside the section, and all to which it leads. */
    void check(int position) throws CorruptGeoDataException {
        check(position, MAX_POINTERS);
    }

    private void check(int position, int pointersLeft) throws CorruptGeoDataException {
        if (checked.get(position)) {
            return;
        }
        if (pointersLeft == 0) {
            throw corrupt("leads to more than " + MAX_POINTERS + " values one after the other, or back to itself",
                    position);
        }
        at = position;
        int values = 0;
        for (long left = 1; left > 0; left--) {
            left += checkOne(pointersLeft);
            values++;
            if (values > MAX_VALUES || at - position > MAX_BYTES) {
                throw corrupt("has more than " + MAX_VALUES + " parts or " + MAX_BYTES + " bytes", position);
            }
        }
        checked.set(position);
    }

    /** Checks one value, and returns how many there are inside it, which follow. */
    private long checkOne(int pointersLeft) throws CorruptGeoDataException {
        int position = at;
        int control = nextByte();
        int type = control >>> 5;
        if (type == POINTER) {
            checkPointer(control, pointersLeft);
            return 0;
        }
        if (type == EXTENDED) {
            type = 7 + nextByte();
            if (type <= MAP || type > LAST_TYPE) {
                throw corrupt("is of the unknown type " + type, position);
            }
        }
        int size = size(control & 0x1f);
        return switch (type) {
            case MAP -> 2L * size;
            case ARRAY -> size;
            case BOOLEAN -> 0;
            default -> {
                if (size > end - at) {
                    throw corrupt("has " + size + " bytes, but only " + (end - at) + " follow", position);
                }
                if (type == STRING) {
                    checkString(position, size);
                }
                at += size;
                yield 0;
            }
        };
    }

    private int size(int code) throws CorruptGeoDataException {
        return switch (code) {
            case 29 -> 29 + nextByte();
            case 30 -> 285 + nextNumber(0, 2);
            case 31 -> 65_821 + nextNumber(0, 3);
            default -> code;
        };
    }

    private void checkPointer(int control, int pointersLeft) throws CorruptGeoDataException {
        int position = at - 1;
        int bytes = (control >>> 3 & 3) + 1;
        long number = nextNumber(bytes == 4 ? 0 : control & 7, bytes) & 0xffff_ffffL;
        long target = start + number + POINTER_BASE[bytes - 1];
        if (target >= end) {
            throw corrupt("points to byte " + target + ", behind the end of its section at " + end, position);
        }
        if ((file[(int) target] & 0xff) >>> 5 == POINTER) {
            throw corrupt("points to another pointer", position);
        }
        int next = at;
        check((int) target, pointersLeft - 1);
        at = next;
    }

    private void checkString(int position, int size) throws CorruptGeoDataException {
        for (int i = at; i < at + size; i++) {
            if (file[i] < 0) {
                try {
                    utf8.decode(ByteBuffer.wrap(file, at, size));
                    return;
                } catch (CharacterCodingException e) {
                    throw new CorruptGeoDataException(source, "the string at byte " + position + " is not UTF-8", e);
                }
            }
        }
    }

    private int nextNumber(int high, int bytes) throws CorruptGeoDataException {
        int number = high;
        for (int i = 0; i < bytes; i++) {
            number = number << Byte.SIZE | nextByte();
        }
        return number;
    }

    private int nextByte() throws CorruptGeoDataException {
        if (at >= end) {
            throw new CorruptGeoDataException(source, "truncated: a value goes on behind byte " + end);
        }
        return file[at++] & 0xff;
    }

    private CorruptGeoDataException corrupt(String problem, int position) {
        return new CorruptGeoDataException(source, "the value at byte " + position + ' ' + problem);
    }
}
