// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.geo;

import static dev.stillpoint.demo.geo.GeoTableHeader.BUCKETS;
import static dev.stillpoint.demo.geo.GeoTableHeader.CHAR;
import static dev.stillpoint.demo.geo.GeoTableHeader.INT;
import static dev.stillpoint.demo.geo.GeoTableHeader.RECORD_BYTES;

import java.lang.foreign.MemorySegment;

/**
 * Read-only view of one release in off-heap memory: IPv4 address to country and city.
 *
 * <pre>{@code
 * int record = table.find(address);             // 0: no data
 * short country = table.countryOf(record);
 * int city = table.cityIdOf(record);
 * int version = table.versionOf(record);        // which release this answer came from
 * }</pre>
 *
 * <p><b>Memory.</b> The table owns nothing: whoever made the segment frees it, after the last lookup. Memory that
 * is freed and used again while somebody still looks up answers wrongly. To make that visible every record carries the
 * number of its release and a seal over its fields: an honest answer has {@code versionOf(record) == version()} and
 * {@code isIntact(record)}. Memory that no longer is a table at all may also make any lookup method throw
 * {@link IndexOutOfBoundsException}; a segment whose scope is closed makes it throw {@link IllegalStateException}. A
 * lookup always ends, whatever the memory holds.
 *
 * <p><b>Threads.</b> Any number of threads, if the segment allows them; the table has no state of its own. The memory
 * must have been filled before the table is published.
 *
 * <p><b>Cost.</b> About four cache lines and a handful of comparisons; nothing is allocated. IPv6 is out of scope.
 */
public final class GeoTable {
    // Layout of the memory behind the header. The address space is cut into 65536 buckets by the upper half of the
    // address, and ranges of equal answers are cut at bucket borders, so that
    //   I1  every bucket has at least one range, and its first range starts at lower half 0;
    //   I2  a start needs the lower half only: two bytes;
    //   I3  the starts of a bucket ascend strictly.
    // index       int[65537]     first range of each bucket; the last element is the number of ranges
    // starts      char[ranges]   lower half of the first address
    // references  int[ranges]    record of the range
    // records     16 bytes each  int country, int city id, int version, int seal; record 0 is "no data"
    private static final int RECORD_SHIFT = 4;
    private static final int CITY_AT = 4;
    private static final int VERSION_AT = 8;
    private static final int SEAL_AT = 12;

    private final String source;
    private final int version; // as the header said when the table was made
    private final DatabaseFingerprint database;
    private final long byteSize;
    private final MemorySegment memory;
    private final MemorySegment index;
    private final MemorySegment starts;
    private final MemorySegment references;
    private final MemorySegment records;

    /**
     * Views {@code memory} as a table. The header is checked completely, the rest only by {@link #verify()}, which
     * {@link GeoTableFile#readInto} has already called on what it read.
     *
     * @param memory exactly the table, off-heap, aligned to 8 bytes
     * @param source where it came from, for messages
     * @throws CorruptGeoDataException if the header is not that of a table of this size
     * @throws IllegalArgumentException if {@code memory} is on the heap or not aligned
     */
    public GeoTable(MemorySegment memory, String source) throws CorruptGeoDataException {
        requireUsable(memory);
        GeoTableHeader header = GeoTableHeader.read(memory, memory.byteSize(), source);
        this.source = source;
        this.version = header.version();
        this.database = header.database();
        this.byteSize = header.byteSize();
        this.memory = memory.asReadOnly();
        this.index = this.memory.asSlice(header.indexOffset(), header.indexBytes());
        this.starts = this.memory.asSlice(header.startsOffset(), header.startsBytes());
        this.references = this.memory.asSlice(header.referencesOffset(), header.referencesBytes());
        this.records = this.memory.asSlice(header.recordsOffset(), header.recordsBytes());
    }

    static void requireUsable(MemorySegment memory) {
        if (!memory.isNative() || memory.maxByteAlignment() < GeoTableHeader.REQUIRED_ALIGNMENT) {
            throw new IllegalArgumentException("geo table memory must be off-heap and aligned to "
                    + GeoTableHeader.REQUIRED_ALIGNMENT + " bytes: " + memory);
        }
    }

    /** The record of an address; 0 if there is no data. */
    public int find(int ipv4) {
        long bucket = (long) (ipv4 >>> Character.SIZE) << 2;
        int range = index.get(INT, bucket);
        int count = index.get(INT, bucket + Integer.BYTES) - range;
        int key = ipv4 & Character.MAX_VALUE;
        // Last range that starts at or before the key. One conditional move per step and no early exit: the number of
        // steps depends on the bucket only, so there is nothing for the processor to mispredict inside.
        while (count > 1) {
            int half = count >>> 1;
            int middle = range + half;
            range = starts.get(CHAR, (long) middle << 1) <= key ? middle : range;
            count -= half;
        }
        return references.get(INT, (long) range << 2);
    }

    /** The country of a record, as {@link CountryCode} packs it; {@link CountryCode#NONE} when unknown. */
    public short countryOf(int record) {
        return (short) records.get(INT, (long) record << RECORD_SHIFT);
    }

    /** The GeoNames id of a record's city; 0 when unknown. */
    public int cityIdOf(int record) {
        return records.get(INT, ((long) record << RECORD_SHIFT) + CITY_AT);
    }

    /** The release of a record, read from the record itself: it differs from {@link #version()} after a stale read. */
    public int versionOf(int record) {
        return records.get(INT, ((long) record << RECORD_SHIFT) + VERSION_AT);
    }

    /** True if the fields of a record belong together; false after a torn read. */
    public boolean isIntact(int record) {
        long at = (long) record << RECORD_SHIFT;
        int seal = sealOf(records.get(INT, at), records.get(INT, at + CITY_AT), records.get(INT, at + VERSION_AT));
        return records.get(INT, at + SEAL_AT) == seal;
    }

    /** The country of an address, empty when unknown. */
    public String country(int ipv4) {
        return CountryCode.name(countryOf(find(ipv4)));
    }

    /** Everything known about an address, with the release as the record gives it. */
    public GeoAnswer answer(int ipv4) {
        int record = find(ipv4);
        return new GeoAnswer(CountryCode.name(countryOf(record)), cityIdOf(record), versionOf(record));
    }

    /** The release this table was made from, for example 20180303. Does not touch the memory. */
    public int version() {
        return version;
    }

    /** The database this table was made from. Does not touch the memory. */
    public DatabaseFingerprint database() {
        return database;
    }

    /** Size of the memory in bytes. */
    public long byteSize() {
        return byteSize;
    }

    /** Number of address ranges, after cutting at bucket borders. */
    public int rangeCount() {
        return (int) (starts.byteSize() / Character.BYTES);
    }

    /** Number of different answers, "no data" included. */
    public int recordCount() {
        return (int) (records.byteSize() / RECORD_BYTES);
    }

    /** Where the table came from. */
    public String source() {
        return source;
    }

    /**
     * Checks every byte: the checksum, and that each lookup stays inside the table. Takes milliseconds; after it no
     * lookup can fail as long as the memory is left alone.
     *
     * @throws CorruptGeoDataException if anything is wrong
     */
    public void verify() throws CorruptGeoDataException {
        GeoTableHeader.checkChecksum(memory, source);
        checkIndex();
        checkReferences();
        checkRecords();
    }

    private void checkIndex() throws CorruptGeoDataException {
        check(index.getAtIndex(INT, 0) == 0, "the first bucket does not begin with the first range");
        check(index.getAtIndex(INT, BUCKETS) == rangeCount(), "the last bucket does not end with the last range");
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            checkBucket(bucket, index.getAtIndex(INT, bucket), index.getAtIndex(INT, bucket + 1L));
        }
    }

    private void checkBucket(int bucket, int from, int to) throws CorruptGeoDataException {
        if (from < 0 || from >= to || to > rangeCount()) {
            throw new CorruptGeoDataException(source, "bucket " + bucket + " has the ranges " + from + " to " + to);
        }
        if (starts.getAtIndex(CHAR, from) != 0) {
            throw new CorruptGeoDataException(source, "bucket " + bucket + " does not start at its first address");
        }
        for (int range = from + 1; range < to; range++) {
            if (starts.getAtIndex(CHAR, range - 1L) >= starts.getAtIndex(CHAR, range)) {
                throw new CorruptGeoDataException(
                        source, "range " + range + " does not start after the one in front of it");
            }
        }
    }

    private void checkReferences() throws CorruptGeoDataException {
        int count = recordCount();
        for (int range = 0; range < rangeCount(); range++) {
            int record = references.getAtIndex(INT, range);
            if (record < 0 || record >= count) {
                throw new CorruptGeoDataException(
                        source, "range " + range + " refers to record " + record + " of " + count);
            }
        }
    }

    private void checkRecords() throws CorruptGeoDataException {
        check(countryOf(0) == CountryCode.NONE && cityIdOf(0) == 0, "record 0 is not empty");
        for (int record = 0; record < recordCount(); record++) {
            if (versionOf(record) != version || !isIntact(record)) {
                throw new CorruptGeoDataException(source, "record " + record + " is not of release " + version);
            }
        }
    }

    private void check(boolean holds, String problem) throws CorruptGeoDataException {
        if (!holds) {
            throw new CorruptGeoDataException(source, problem);
        }
    }

    /** Writes a record into the record section of a table in the making. */
    static void writeRecord(MemorySegment records, int record, short country, int cityId, int version) {
        long at = (long) record << RECORD_SHIFT;
        int packed = country & 0xffff;
        records.set(INT, at, packed);
        records.set(INT, at + CITY_AT, cityId);
        records.set(INT, at + VERSION_AT, version);
        records.set(INT, at + SEAL_AT, sealOf(packed, cityId, version));
    }

    /** Differs from 0 for a record of zeros, so that cleared memory is not intact. */
    private static int sealOf(int country, int cityId, int version) {
        return ~(country * 0x9e3779b1 ^ cityId * 0x85ebca6b ^ version * 0xc2b2ae35);
    }

    @Override
    public String toString() {
        return "GeoTable[" + version + ", " + byteSize + " bytes, " + source + ']';
    }
}
