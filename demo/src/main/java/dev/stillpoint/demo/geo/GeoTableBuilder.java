// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.geo;

import static dev.stillpoint.demo.geo.GeoTableHeader.BUCKETS;
import static dev.stillpoint.demo.geo.GeoTableHeader.CHAR;
import static dev.stillpoint.demo.geo.GeoTableHeader.INT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Puts a table together from ascending ranges: fills the gaps with "no data", merges neighbours with equal answers,
 * cuts ranges at bucket borders and stores equal answers once. Not thread-safe.
 */
public final class GeoTableBuilder {
    private static final int FIRST_CAPACITY = 1 << 17;
    private static final int BUCKET_SIZE = 1 << Character.SIZE;

    /** Number of each different answer; the key has the country in its high half and the city in its low half. */
    private final Map<Long, Integer> records = new HashMap<>();

    private final int version;
    private final int[] index = new int[BUCKETS + 1];
    private char[] starts = new char[FIRST_CAPACITY];
    private int[] references = new int[FIRST_CAPACITY];
    private int ranges; // how many elements of the two above are in use
    private long next; // first address that no range covers yet, up to Ipv4.END
    private int lastRecord; // of the range before next

    /**
     * An empty table.
     *
     * @throws IllegalArgumentException if {@code version} is not positive
     */
    public GeoTableBuilder(int version) {
        if (version <= 0) {
            throw new IllegalArgumentException("a release number is positive, not " + version);
        }
        this.version = version;
        records.put(0L, 0);
    }

    /**
     * Adds the addresses from {@code first} to {@code last}, both included.
     *
     * @throws IllegalArgumentException if the range is reversed, or begins at or before the end of the one added before
     *     it; nothing is added
     */
    public GeoTableBuilder add(int first, int last, short country, int cityId) {
        long from = Integer.toUnsignedLong(first);
        long to = Integer.toUnsignedLong(last);
        if (from > to || from < next) {
            throw new IllegalArgumentException("range " + Ipv4.format(first) + " to " + Ipv4.format(last)
                    + (from > to ? " is reversed" : " overlaps or comes before an earlier one"));
        }
        append(from - 1, 0);
        append(to, recordOf(country, cityId));
        return this;
    }

    private int recordOf(short country, int cityId) {
        long key = (long) country << Integer.SIZE | (cityId & 0xffff_ffffL);
        Integer known = records.putIfAbsent(key, records.size());
        return known == null ? records.size() - 1 : known;
    }

    /** Extends the table up to {@code last}; does nothing if it is there already. */
    private void append(long last, int record) {
        // The same answer goes on without a new range up to the next bucket border, and there starts one in any case.
        long address = ranges > 0 && record == lastRecord ? borderFrom(next) : next;
        while (address <= last) {
            startRange(address, record);
            address = borderFrom(address + 1);
        }
        if (last >= next) {
            next = last + 1;
            lastRecord = record;
        }
    }

    private static long borderFrom(long address) {
        return (address + BUCKET_SIZE - 1) & -BUCKET_SIZE;
    }

    private void startRange(long address, int record) {
        if (ranges == starts.length) {
            int capacity = Math.addExact(ranges, ranges >> 1);
            starts = Arrays.copyOf(starts, capacity);
            references = Arrays.copyOf(references, capacity);
        }
        if ((address & (BUCKET_SIZE - 1)) == 0) {
            index[(int) (address >>> Character.SIZE)] = ranges;
        }
        starts[ranges] = (char) address;
        references[ranges] = record;
        ranges++;
    }

    /**
     * Writes the table, checksum included. The addresses that are left become "no data", so nothing can be added later.
     *
     * @param database what the ranges are from
     * @param allocator gives the memory, which the caller owns
     */
    public MemorySegment build(DatabaseFingerprint database, SegmentAllocator allocator) {
        append(Ipv4.END - 1, 0);
        index[BUCKETS] = ranges;
        GeoTableHeader header = new GeoTableHeader(version, ranges, records.size(), database);
        MemorySegment table = allocator.allocate(header.byteSize(), GeoTableHeader.ALIGNMENT);
        table.fill((byte) 0); // padding is part of the checksum
        header.write(table);
        copy(index, index.length, table.asSlice(header.indexOffset(), header.indexBytes()));
        copy(starts, table.asSlice(header.startsOffset(), header.startsBytes()));
        copy(references, ranges, table.asSlice(header.referencesOffset(), header.referencesBytes()));
        writeRecords(table.asSlice(header.recordsOffset(), header.recordsBytes()));
        GeoTableHeader.seal(table);
        return table;
    }

    private void copy(char[] from, MemorySegment to) {
        MemorySegment.copy(from, 0, to, CHAR, 0, ranges);
    }

    private static void copy(int[] from, int count, MemorySegment to) {
        MemorySegment.copy(from, 0, to, INT, 0, count);
    }

    private void writeRecords(MemorySegment section) {
        records.forEach((key, record) -> GeoTable.writeRecord(section, record, (short) (key >> Integer.SIZE),
                key.intValue(), version));
    }
}
