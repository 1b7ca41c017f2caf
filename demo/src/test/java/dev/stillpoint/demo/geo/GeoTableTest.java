// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.geo;

import static dev.stillpoint.demo.geo.TestTables.DATABASE;
import static dev.stillpoint.demo.geo.TestTables.DE;
import static dev.stillpoint.demo.geo.TestTables.FR;
import static dev.stillpoint.demo.geo.TestTables.VERSION;
import static dev.stillpoint.demo.geo.TestTables.memory;
import static dev.stillpoint.demo.geo.TestTables.table;
import static dev.stillpoint.demo.geo.TestTables.twoCountries;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class GeoTableTest {
    private static final GeoAnswer NOTHING = new GeoAnswer("", 0, VERSION);
    private static final GeoAnswer GERMANY = new GeoAnswer("DE", 1, VERSION);

    @Test
    void emptyTableAnswersNothingButItsVersion() throws Exception {
        GeoTable table = table(new GeoTableBuilder(VERSION));

        for (int address : new int[] {0, 1, 0xffff, 0x10000, Integer.MAX_VALUE, Integer.MIN_VALUE, -1}) {
            assertThat(table.find(address)).isZero();
            assertThat(table.answer(address)).isEqualTo(NOTHING);
        }
    }

    @Test
    void firstAndLastAddressAreFound() throws Exception {
        GeoTable table = table(new GeoTableBuilder(VERSION).add(0, 0, DE, 1).add(-1, -1, DE, 1));

        assertThat(table.answer(0)).isEqualTo(GERMANY);
        assertThat(table.answer(1)).isEqualTo(NOTHING);
        assertThat(table.answer(-2)).isEqualTo(NOTHING);
        assertThat(table.answer(-1)).isEqualTo(GERMANY);
    }

    @Test
    void oneRangeMayCoverEverything() throws Exception {
        GeoTable table = table(new GeoTableBuilder(VERSION).add(0, -1, DE, 1));

        assertThat(table.answer(0)).isEqualTo(GERMANY);
        assertThat(table.answer(Integer.MIN_VALUE)).isEqualTo(GERMANY);
        assertThat(table.answer(-1)).isEqualTo(GERMANY);
        assertThat(table.rangeCount()).isEqualTo(65536);
    }

    @Test
    void rangesMeetBucketBordersExactly() throws Exception {
        GeoTable table = table(new GeoTableBuilder(VERSION)
                .add(Ipv4.parse("1.1.255.255"), Ipv4.parse("1.1.255.255"), DE, 1)
                .add(Ipv4.parse("1.3.0.0"), Ipv4.parse("1.3.0.0"), DE, 1));

        assertThat(table.answer(Ipv4.parse("1.1.255.254"))).isEqualTo(NOTHING);
        assertThat(table.answer(Ipv4.parse("1.1.255.255"))).isEqualTo(GERMANY);
        assertThat(table.answer(Ipv4.parse("1.2.0.0"))).isEqualTo(NOTHING);
        assertThat(table.answer(Ipv4.parse("1.2.255.255"))).isEqualTo(NOTHING);
        assertThat(table.answer(Ipv4.parse("1.3.0.0"))).isEqualTo(GERMANY);
        assertThat(table.answer(Ipv4.parse("1.3.0.1"))).isEqualTo(NOTHING);
    }

    @Test
    void aRangeAcrossBucketsIsWhole() throws Exception {
        GeoTable table = table(new GeoTableBuilder(VERSION)
                .add(Ipv4.parse("1.1.255.0"), Ipv4.parse("1.4.0.255"), DE, 1));

        assertThat(table.answer(Ipv4.parse("1.1.254.255"))).isEqualTo(NOTHING);
        for (String inside : List.of("1.1.255.0", "1.2.0.0", "1.2.255.255", "1.3.128.0", "1.4.0.0", "1.4.0.255")) {
            assertThat(table.answer(Ipv4.parse(inside))).as(inside).isEqualTo(GERMANY);
        }
        assertThat(table.answer(Ipv4.parse("1.4.1.0"))).isEqualTo(NOTHING);
    }

    @Test
    void addressesAndStartsCompareUnsigned() throws Exception {
        GeoTable table = table(new GeoTableBuilder(VERSION)
                .add(Ipv4.parse("127.255.128.0"), Ipv4.parse("127.255.255.255"), DE, 1)
                .add(Ipv4.parse("128.0.0.0"), Ipv4.parse("128.0.127.255"), FR, 2));

        assertThat(table.country(Ipv4.parse("127.255.127.255"))).isEmpty();
        assertThat(table.country(Ipv4.parse("127.255.128.0"))).isEqualTo("DE");
        assertThat(table.country(Ipv4.parse("128.0.127.255"))).isEqualTo("FR");
        assertThat(table.country(Ipv4.parse("128.0.128.0"))).isEmpty();
    }

    @Test
    void aBucketMayHaveARangePerAddress() throws Exception {
        GeoTableBuilder builder = new GeoTableBuilder(VERSION);
        for (int i = 0; i < 0x10000; i++) {
            builder.add(0x01020000 + i, 0x01020000 + i, DE, i + 1);
        }
        GeoTable table = table(builder);

        for (int i = 0; i < 0x10000; i++) {
            assertThat(table.cityIdOf(table.find(0x01020000 + i))).isEqualTo(i + 1);
        }
    }

    @Test
    void agreesWithASortedMapOnRandomRanges() throws Exception {
        SplittableRandom random = new SplittableRandom(42);
        for (int round = 0; round < 20; round++) {
            NavigableMap<Long, Integer> cities = new TreeMap<>();
            GeoTable table = table(randomRanges(random, cities));
            for (int i = 0; i < 20_000; i++) {
                int address = i % 2 == 0 ? random.nextInt() : nearABorder(random, cities);
                int expected = cities.floorEntry(Integer.toUnsignedLong(address)).getValue();
                assertThat(table.cityIdOf(table.find(address))).as(Ipv4.format(address)).isEqualTo(expected);
            }
        }
    }

    private static GeoTableBuilder randomRanges(SplittableRandom random, NavigableMap<Long, Integer> cities) {
        GeoTableBuilder builder = new GeoTableBuilder(VERSION);
        cities.put(0L, 0);
        long next = random.nextInt(2);
        while (next < Ipv4.END) {
            long last = Math.min(Ipv4.END - 1, next + (1L << random.nextInt(24)) - 1 + random.nextInt(2));
            int city = random.nextInt(4);
            builder.add((int) next, (int) last, city == 0 ? CountryCode.NONE : DE, city);
            cities.put(next, city);
            cities.put(last + 1, 0);
            next = last + 1 + (random.nextBoolean() ? 0 : random.nextInt(1 << 20));
        }
        return builder;
    }

    private static int nearABorder(SplittableRandom random, NavigableMap<Long, Integer> cities) {
        Long border = cities.floorKey(Integer.toUnsignedLong(random.nextInt()));
        return (int) (border + random.nextInt(3) - 1);
    }

    @Test
    void tellsItsVersionSizeAndSource() throws Exception {
        MemorySegment memory = memory(twoCountries(VERSION));
        GeoTable table = new GeoTable(memory, "somewhere");

        assertThat(table.version()).isEqualTo(VERSION);
        assertThat(table.byteSize()).isEqualTo(memory.byteSize());
        assertThat(table.recordCount()).isEqualTo(3);
        assertThat(table.source()).isEqualTo("somewhere");
        assertThat(table).asString().contains("20180303", "somewhere");
    }

    @Test
    void recordsOfAReusedMemoryNameTheirNewRelease() throws Exception {
        MemorySegment memory = memory(twoCountries(VERSION));
        GeoTable stale = new GeoTable(memory, "old");
        memory.copyFrom(memory(twoCountries(VERSION + 1)));

        int record = stale.find(Ipv4.parse("10.1.2.3"));
        assertThat(stale.versionOf(record)).isEqualTo(VERSION + 1).isNotEqualTo(stale.version());
        assertThat(stale.answer(Ipv4.parse("10.1.2.3")).version()).isEqualTo(VERSION + 1);
    }

    @Test
    void aRecordPutTogetherFromTwoIsNotIntact() throws Exception {
        MemorySegment memory = memory(twoCountries(VERSION));
        GeoTable table = new GeoTable(memory, "torn");
        assertThat(table.isIntact(1)).isTrue();
        GeoTableHeader header = GeoTableHeader.read(memory, memory.byteSize(), "torn");
        memory.set(GeoTableHeader.INT, header.recordsOffset() + GeoTableHeader.RECORD_BYTES, FR);

        assertThat(table.isIntact(1)).isFalse();
        assertThat(table.isIntact(2)).isTrue();
    }

    @Test
    void aClearedRecordIsNotIntact() throws Exception {
        MemorySegment memory = memory(twoCountries(VERSION));
        GeoTable table = new GeoTable(memory, "cleared");
        memory.fill((byte) 0);

        assertThat(table.isIntact(0)).isFalse();
    }

    @Test
    void clearedOrPoisonedMemoryNeverPassesForAnAnswer() throws Exception {
        for (int poison : new int[] {0, 0xcc, 0xdd, 0xff, 0x7f}) {
            MemorySegment memory = memory(twoCountries(VERSION));
            GeoTable table = new GeoTable(memory, "poisoned");
            memory.fill((byte) poison);
            for (int address : new int[] {0, Ipv4.parse("10.1.2.3"), Ipv4.parse("20.1.2.3"), -1}) {
                assertThat(looksHonest(table, address)).as("poison %x", poison).isFalse();
            }
        }
    }

    private static boolean looksHonest(GeoTable table, int address) {
        try {
            int record = table.find(address);
            return table.versionOf(record) == table.version() && table.isIntact(record);
        } catch (IndexOutOfBoundsException e) {
            return false;
        }
    }

    @Test
    void lookupInClosedMemoryFails() throws Exception {
        GeoTable table;
        try (Arena arena = Arena.ofConfined()) {
            table = new GeoTable(twoCountries(VERSION).build(DATABASE, arena), "closed");
        }

        assertThatIllegalStateException().isThrownBy(() -> table.find(0));
        assertThat(table.version()).isEqualTo(VERSION);
    }

    @Test
    void memoryMustBeOffHeapAndAligned() {
        MemorySegment table = memory(twoCountries(VERSION));
        MemorySegment heap = MemorySegment.ofArray(new long[(int) table.byteSize() / Long.BYTES]).copyFrom(table);
        MemorySegment misaligned =
                Arena.ofAuto().allocate(table.byteSize() + 4, 8).asSlice(4).copyFrom(table);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GeoTable(heap, "x"))
                .withMessageContaining("off-heap");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GeoTable(misaligned, "x"))
                .withMessageContaining("aligned");
    }
}
