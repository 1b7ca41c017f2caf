// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.geo;

import static dev.stillpoint.demo.geo.TestTables.DATABASE;
import static dev.stillpoint.demo.geo.TestTables.DE;
import static dev.stillpoint.demo.geo.TestTables.FR;
import static dev.stillpoint.demo.geo.TestTables.VERSION;
import static dev.stillpoint.demo.geo.TestTables.table;
import static dev.stillpoint.demo.geo.TestTables.twoCountries;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class GeoTableBuilderTest {
    private static final int BUCKETS = 65536;

    @Test
    void neighboursWithEqualAnswersMerge() throws Exception {
        GeoTableBuilder builder = new GeoTableBuilder(VERSION);
        for (int i = 0; i < 100; i++) {
            builder.add(1000 + i, 1000 + i, DE, 7);
        }

        GeoTable table = table(builder);
        assertThat(table.rangeCount()).isEqualTo(BUCKETS + 2);
        assertThat(table.cityIdOf(table.find(1000))).isEqualTo(7);
        assertThat(table.cityIdOf(table.find(1099))).isEqualTo(7);
        assertThat(table.find(1100)).isZero();
    }

    @Test
    void neighboursMergeWithTheGapsToo() throws Exception {
        GeoTable table = table(new GeoTableBuilder(VERSION)
                .add(100, 199, CountryCode.NONE, 0)
                .add(300, 399, CountryCode.NONE, 0));

        assertThat(table.rangeCount()).isEqualTo(BUCKETS);
    }

    @Test
    void equalAnswersShareARecord() throws Exception {
        GeoTable table = table(new GeoTableBuilder(VERSION)
                .add(10, 10, DE, 7)
                .add(20, 20, FR, 7)
                .add(30, 30, DE, 7)
                .add(40, 40, DE, 8));

        assertThat(table.find(10)).isEqualTo(table.find(30)).isNotEqualTo(table.find(20));
        assertThat(table.recordCount()).isEqualTo(4);
    }

    @Test
    void everyBitOfACityIdIsKept() throws Exception {
        GeoTable table = table(new GeoTableBuilder(VERSION).add(10, 10, DE, -1).add(20, 20, DE, Integer.MIN_VALUE));

        assertThat(table.answer(10)).isEqualTo(new GeoAnswer("DE", -1, VERSION));
        assertThat(table.answer(20)).isEqualTo(new GeoAnswer("DE", Integer.MIN_VALUE, VERSION));
    }

    @Test
    void rangesMustAscend() {
        GeoTableBuilder builder = new GeoTableBuilder(VERSION).add(10, 20, DE, 1);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.add(20, 30, DE, 1))
                .withMessageContaining("0.0.0.20 to 0.0.0.30 overlaps");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.add(1, 2, DE, 1))
                .withMessageContaining("before");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.add(-1, 40, DE, 1))
                .withMessageContaining("255.255.255.255 to 0.0.0.40 is reversed");
    }

    @Test
    void aRejectedRangeLeavesNothingBehind() throws Exception {
        GeoTableBuilder builder = new GeoTableBuilder(VERSION).add(10, 20, DE, 1);
        assertThatIllegalArgumentException().isThrownBy(() -> builder.add(20, 30, FR, 2));

        GeoTable table = table(builder);
        assertThat(table.find(21)).isZero();
        assertThat(table.recordCount()).isEqualTo(2);
    }

    @Test
    void nothingCanBeAddedToABuiltTable() {
        GeoTableBuilder builder = new GeoTableBuilder(VERSION);
        builder.build(DATABASE, Arena.ofAuto());

        assertThatIllegalArgumentException().isThrownBy(() -> builder.add(-1, -1, DE, 1));
    }

    @Test
    void versionMustBePositive() {
        assertThatIllegalArgumentException().isThrownBy(() -> new GeoTableBuilder(0)).withMessageContaining("0");
        assertThatIllegalArgumentException().isThrownBy(() -> new GeoTableBuilder(-1));
    }

    @Test
    void memoryNeedNotBeZeroed() {
        MemorySegment clean = twoCountries(VERSION).build(DATABASE, Arena.ofAuto());
        MemorySegment dirty = twoCountries(VERSION)
                .build(DATABASE, (size, alignment) -> Arena.ofAuto().allocate(size, alignment).fill((byte) -1));

        assertThat(dirty.mismatch(clean)).isEqualTo(-1);
    }
}
