// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.geo;

import static dev.stillpoint.demo.geo.GeoTableHeader.CHAR;
import static dev.stillpoint.demo.geo.GeoTableHeader.INT;
import static dev.stillpoint.demo.geo.GeoTableHeader.LONG;
import static dev.stillpoint.demo.geo.TestTables.VERSION;
import static dev.stillpoint.demo.geo.TestTables.memory;
import static dev.stillpoint.demo.geo.TestTables.twoCountries;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each check, alone: the checksum is renewed after the damage, except where it is what the test is about. */
class CorruptGeoTableTest {
    private final MemorySegment memory = memory(twoCountries(VERSION));
    private final GeoTableHeader header = readHeader(memory);

    private static GeoTableHeader readHeader(MemorySegment memory) {
        try {
            return GeoTableHeader.read(memory, memory.byteSize(), "sound");
        } catch (CorruptGeoDataException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            0,  0,                   does not begin with STILLGEO
            0,  -1,                  does not begin with STILLGEO
            16, 0,                   too long
            16, -1,                  too long
            16, 127,                 too long
            16, 1099511627776,       truncated
            16, 9223372036854775807, truncated
            48, 0,                   index offset is 0
            48, 64,                  index offset is 64
            48, -128,                index offset is -128
            48, 9223372036854775807, index offset is 9223372036854775807
            56, 0,                   range start offset is 0
            56, 9223372036854775800, range start offset is 9223372036854775800
            64, 128,                 range record offset is 128
            64, -9223372036854775808, range record offset is -9223372036854775808
            72, 4294967296,          record offset is 4294967296
            72, 9223372036854775807, record offset is 9223372036854775807
            """)
    void wrongLongInTheHeader(long at, long value, String problem) {
        memory.set(LONG, at, value);

        assertRejected(problem);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            8,  0,           table format 0
            8,  3,           table format 3
            32, 0,           version 0 is not positive
            32, -1,          version -1 is not positive
            36, 0,           0 ranges
            36, -1,          -1 ranges
            36, 65535,       65535 ranges
            36, 2147483647,  in a table of 2147483647 ranges
            40, 0,           0 records
            40, -2147483648, -2147483648 records
            40, 2147483647,  and 2147483647 records
            """)
    void wrongIntInTheHeader(long at, int value, String problem) {
        memory.set(INT, at, value);

        assertRejected(problem);
    }

    @ParameterizedTest
    @ValueSource(longs = {12, 28, 44, 92, 124})
    void unusedFieldsAreZero(long at) {
        memory.set(INT, at, 1);

        assertRejected("unused header field " + at);
    }

    @Test
    void noByteOfTheHeaderMayChange() {
        for (long at = 0; at < GeoTableHeader.BYTES; at++) {
            MemorySegment damaged = memory(twoCountries(VERSION));
            flipBit(damaged, at, 0);
            assertThatExceptionOfType(CorruptGeoDataException.class)
                    .as("byte " + at)
                    .isThrownBy(() -> new GeoTable(damaged, "damaged").verify());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 8, 127, 128, 129, 262_400})
    void truncated(long bytes) {
        assertThatExceptionOfType(CorruptGeoDataException.class)
                .isThrownBy(() -> new GeoTable(memory.asSlice(0, bytes), "data/x.geotable"))
                .withMessageStartingWith("data/x.geotable: truncated: " + bytes + " bytes")
                .satisfies(e -> assertThat(e.source()).isEqualTo("data/x.geotable"));
    }

    @Test
    void tooLong() {
        MemorySegment longer = Arena.ofAuto().allocate(memory.byteSize() + 1, 64);
        longer.asSlice(0, memory.byteSize()).copyFrom(memory);

        assertThatExceptionOfType(CorruptGeoDataException.class)
                .isThrownBy(() -> new GeoTable(longer, "x"))
                .withMessageContaining("too long");
    }

    @Test
    void anyFlippedBitFailsTheChecksum() throws Exception {
        GeoTable table = new GeoTable(memory, "flipped");
        table.verify();
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 400; i++) {
            long at = i < 2 * GeoTableHeader.BYTES ? i / 2 : random.nextLong(memory.byteSize());
            int bit = random.nextInt(8);
            flipBit(memory, at, bit);
            assertThatExceptionOfType(CorruptGeoDataException.class)
                    .as("byte " + at)
                    .isThrownBy(table::verify)
                    .withMessageContaining("checksum is");
            flipBit(memory, at, bit);
        }
        table.verify();
    }

    @Test
    void indexMustBeginWithTheFirstRange() {
        memory.set(INT, header.indexOffset(), 1);

        assertRejected("first bucket");
    }

    @Test
    void indexMustEndWithTheLastRange() {
        memory.set(INT, header.indexOffset() + 65536 * 4L, header.ranges() + 1);

        assertRejected("last bucket");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            -1,          bucket 99 has the ranges 99 to -1
            99,          bucket 99 has the ranges 99 to 99
            101,         range 100 does not start after
            2147483647,  bucket 99 has the ranges 99 to 2147483647
            -2147483648, bucket 99 has the ranges 99 to -2147483648
            """)
    void indexMustAscendInside(int range, String problem) {
        memory.set(INT, header.indexOffset() + 100 * 4L, range);

        assertRejected(problem);
    }

    @Test
    void aBucketMustStartAtItsFirstAddress() {
        memory.set(CHAR, header.startsOffset() + 100 * 2L, (char) 1);

        assertRejected("bucket 100 does not start");
    }

    @Test
    void rangesMustAscendInABucket() throws Exception {
        MemorySegment three = memory(new GeoTableBuilder(VERSION).add(10, 20, TestTables.DE, 1));
        three.set(CHAR, header.startsOffset() + 2 * 2L, (char) 10);
        GeoTableHeader.seal(three);

        assertThatExceptionOfType(CorruptGeoDataException.class)
                .isThrownBy(() -> new GeoTable(three, "x").verify())
                .withMessageContaining("range 2 does not start after");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 3, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void referencesMustBeRecords(int record) {
        memory.set(INT, header.referencesOffset() + 500 * 4L, record);

        assertRejected("range 500 refers to record " + record + " of 3");
    }

    @Test
    void recordZeroMustBeEmpty() {
        GeoTable.writeRecord(recordSection(), 0, TestTables.DE, 0, VERSION);

        assertRejected("record 0 is not empty");
    }

    @Test
    void recordsMustBeOfTheRelease() {
        GeoTable.writeRecord(recordSection(), 2, TestTables.FR, 2, VERSION + 1);

        assertRejected("record 2 is not of release 20180303");
    }

    @Test
    void recordsMustBeIntact() {
        flipBit(memory, header.recordsOffset() + 16 + 4, 0);

        assertRejected("record 1 is not of release 20180303");
    }

    private MemorySegment recordSection() {
        return memory.asSlice(header.recordsOffset(), header.recordsBytes());
    }

    private static void flipBit(MemorySegment memory, long at, int bit) {
        byte old = memory.get(ValueLayout.JAVA_BYTE, at);
        memory.set(ValueLayout.JAVA_BYTE, at, (byte) (old ^ 1 << bit));
    }

    private void assertRejected(String problem) {
        GeoTableHeader.seal(memory);
        assertThatExceptionOfType(CorruptGeoDataException.class)
                .isThrownBy(() -> new GeoTable(memory, "data/x.geotable").verify())
                .withMessageStartingWith("data/x.geotable: ")
                .withMessageContaining(problem);
    }
}
