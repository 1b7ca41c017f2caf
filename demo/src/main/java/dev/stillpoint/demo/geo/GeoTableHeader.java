// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.geo;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * First bytes of a table, and the layout that follows from its counts. All numbers are little-endian and aligned.
 *
 * <pre>
 *   0  long  magic                        32  int   version (release)
 *   8  int   format                       36  int   number of ranges
 *  12  int   0                            40  int   number of records
 *  16  long  size in bytes, header too    44  int   0
 *  24  int   CRC-32C of everything,       48  long  offset of the index
 *            with 0 in this field         56  long  offset of the range starts
 *  28  int   0                            64  long  offset of the range records
 *  80  long  bytes of the database        72  long  offset of the records
 *  88  int   CRC-32C of the database      92  0 up to byte 128
 * </pre>
 *
 * The sections follow in that order, each rounded up to {@value #ALIGNMENT} bytes; what they hold is said in
 * {@link GeoTable}. A header is valid only if it says exactly what {@link #write} would have written for its counts, so
 * there is no offset that could point anywhere else, and no sum that could overflow.
 */
record GeoTableHeader(int version, int ranges, int records, DatabaseFingerprint database) {
    static final ValueLayout.OfChar CHAR = ValueLayout.JAVA_CHAR.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Header size, and so the least size of a file worth reading. */
    static final int BYTES = 128;

    static final int ALIGNMENT = 64;
    /** Stricter than any field needs, weaker than any allocator gives. */
    static final int REQUIRED_ALIGNMENT = Long.BYTES;

    static final int BUCKETS = 1 << 16;
    static final int RECORD_BYTES = 16;

    /** "STILLGEO". */
    static final long MAGIC = 0x4f45474c4c495453L;

    static final int FORMAT = 2;

    static final long MAGIC_AT = 0;
    static final long FORMAT_AT = 8;
    static final long SIZE_AT = 16;
    static final long CHECKSUM_AT = 24;
    static final long VERSION_AT = 32;
    static final long RANGES_AT = 36;
    static final long RECORDS_AT = 40;
    static final long INDEX_OFFSET_AT = 48;
    static final long STARTS_OFFSET_AT = 56;
    static final long REFERENCES_OFFSET_AT = 64;
    static final long RECORDS_OFFSET_AT = 72;

    static final long DATABASE_BYTES_AT = 80;
    static final long DATABASE_CHECKSUM_AT = 88;

    private static final long[] UNUSED_AT = {12, 28, 44, 92, 96, 100, 104, 108, 112, 116, 120, 124};

    private static final long CHECKSUM_CHUNK = 1 << 30; // a ByteBuffer holds less than 2 GiB

    /**
     * Reads and checks the header of a table of {@code actualBytes} bytes.
     *
     * @param start at least the header, if {@code actualBytes} is as much
     * @param source named in messages
     */
    static GeoTableHeader read(MemorySegment start, long actualBytes, String source) throws CorruptGeoDataException {
        if (actualBytes < BYTES) {
            throw new CorruptGeoDataException(
                    source, "truncated: " + actualBytes + " bytes, but the header alone has " + BYTES);
        }
        if (start.get(LONG, MAGIC_AT) != MAGIC) {
            throw new CorruptGeoDataException(source, "not a geo table: it does not begin with STILLGEO");
        }
        int format = start.get(INT, FORMAT_AT);
        if (format != FORMAT) {
            throw new CorruptGeoDataException(
                    source, "has table format " + format + ", but only format " + FORMAT + " can be read");
        }
        checkSize(start.get(LONG, SIZE_AT), actualBytes, source);
        GeoTableHeader header = new GeoTableHeader(
                start.get(INT, VERSION_AT), start.get(INT, RANGES_AT), start.get(INT, RECORDS_AT),
                new DatabaseFingerprint(start.get(LONG, DATABASE_BYTES_AT), start.get(INT, DATABASE_CHECKSUM_AT)));
        header.checkCounts(source);
        header.checkLayout(start, source);
        return header;
    }

    private static void checkSize(long stated, long actual, String source) throws CorruptGeoDataException {
        if (actual != stated) {
            throw new CorruptGeoDataException(
                    source,
                    (actual < stated ? "truncated" : "too long") + ": " + actual + " bytes, but the header says "
                            + stated);
        }
    }

    private void checkCounts(String source) throws CorruptGeoDataException {
        if (version <= 0) {
            throw new CorruptGeoDataException(source, "version " + version + " is not positive");
        }
        if (ranges < BUCKETS) {
            throw new CorruptGeoDataException(
                    source, ranges + " ranges, but each of the " + BUCKETS + " buckets has at least one");
        }
        if (records < 1) {
            throw new CorruptGeoDataException(source, records + " records, but record 0 always exists");
        }
    }

    private void checkLayout(MemorySegment start, String source) throws CorruptGeoDataException {
        checkField("size", start.get(LONG, SIZE_AT), byteSize(), source);
        checkField("index offset", start.get(LONG, INDEX_OFFSET_AT), indexOffset(), source);
        checkField("range start offset", start.get(LONG, STARTS_OFFSET_AT), startsOffset(), source);
        checkField("range record offset", start.get(LONG, REFERENCES_OFFSET_AT), referencesOffset(), source);
        checkField("record offset", start.get(LONG, RECORDS_OFFSET_AT), recordsOffset(), source);
        for (long at : UNUSED_AT) {
            checkField("unused header field " + at, start.get(INT, at), 0, source);
        }
    }

    private void checkField(String field, long stated, long expected, String source) throws CorruptGeoDataException {
        if (stated != expected) {
            throw new CorruptGeoDataException(
                    source,
                    field + " is " + stated + ", but in a table of " + ranges + " ranges and " + records
                            + " records it is " + expected);
        }
    }

    /** Writes this header, without a checksum. */
    void write(MemorySegment table) {
        table.asSlice(0, BYTES).fill((byte) 0);
        table.set(LONG, MAGIC_AT, MAGIC);
        table.set(INT, FORMAT_AT, FORMAT);
        table.set(LONG, SIZE_AT, byteSize());
        table.set(INT, VERSION_AT, version);
        table.set(INT, RANGES_AT, ranges);
        table.set(INT, RECORDS_AT, records);
        table.set(LONG, INDEX_OFFSET_AT, indexOffset());
        table.set(LONG, STARTS_OFFSET_AT, startsOffset());
        table.set(LONG, REFERENCES_OFFSET_AT, referencesOffset());
        table.set(LONG, RECORDS_OFFSET_AT, recordsOffset());
        table.set(LONG, DATABASE_BYTES_AT, database.bytes());
        table.set(INT, DATABASE_CHECKSUM_AT, database.checksum());
    }

    /** Writes the checksum of a table that is otherwise complete. */
    static void seal(MemorySegment table) {
        table.set(INT, CHECKSUM_AT, checksum(table));
    }

    /** Checks every byte of a table against the checksum in its header. */
    static void checkChecksum(MemorySegment table, String source) throws CorruptGeoDataException {
        int stated = table.get(INT, CHECKSUM_AT);
        int actual = checksum(table);
        if (actual != stated) {
            throw new CorruptGeoDataException(
                    source, String.format("checksum is %08x, but the header says %08x", actual, stated));
        }
    }

    private static int checksum(MemorySegment table) {
        CRC32C crc = new CRC32C();
        crc.update(table.asSlice(0, CHECKSUM_AT).asByteBuffer());
        crc.update(new byte[Integer.BYTES]);
        long from = CHECKSUM_AT + Integer.BYTES;
        while (from < table.byteSize()) {
            long length = Math.min(CHECKSUM_CHUNK, table.byteSize() - from);
            crc.update(table.asSlice(from, length).asByteBuffer());
            from += length;
        }
        return (int) crc.getValue();
    }

    long indexBytes() {
        return (BUCKETS + 1L) * Integer.BYTES;
    }

    long startsBytes() {
        return (long) ranges * Character.BYTES;
    }

    long referencesBytes() {
        return (long) ranges * Integer.BYTES;
    }

    long recordsBytes() {
        return (long) records * RECORD_BYTES;
    }

    long indexOffset() {
        return BYTES;
    }

    long startsOffset() {
        return align(indexOffset() + indexBytes());
    }

    long referencesOffset() {
        return align(startsOffset() + startsBytes());
    }

    long recordsOffset() {
        return align(referencesOffset() + referencesBytes());
    }

    long byteSize() {
        return align(recordsOffset() + recordsBytes());
    }

    private static long align(long offset) {
        return (offset + ALIGNMENT - 1) & -ALIGNMENT;
    }
}
