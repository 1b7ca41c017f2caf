// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.geo;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tables and data that several tests use. */
final class TestTables {
    static final int VERSION = 20180303;
    /** Whatever tables are said to be made from. */
    static final DatabaseFingerprint DATABASE = new DatabaseFingerprint(1000, 77);
    static final short DE = CountryCode.pack("DE");
    static final short FR = CountryCode.pack("FR");

    private TestTables() {}

    static GeoTable table(GeoTableBuilder builder) throws CorruptGeoDataException {
        GeoTable table = new GeoTable(builder.build(DATABASE, Arena.ofAuto()), "test table");
        table.verify();
        return table;
    }

    /** 10.0.0.0/8 is in Germany, 20.0.0.0/8 in France. */
    static GeoTableBuilder twoCountries(int version) {
        return new GeoTableBuilder(version)
                .add(Ipv4.parse("10.0.0.0"), Ipv4.parse("10.255.255.255"), DE, 1)
                .add(Ipv4.parse("20.0.0.0"), Ipv4.parse("20.255.255.255"), FR, 2);
    }

    static MemorySegment memory(GeoTableBuilder builder) {
        return builder.build(DATABASE, Arena.ofAuto());
    }

    /** Where the build unpacks the real releases. */
    static Path realData() {
        return Path.of(System.getProperty("basedir", "."), "target", "geolite2");
    }

    /** A file of a real release; a test that needs one fails without it. */
    static Path realDatabase(int version, String name) {
        Path file = realData().resolve(Integer.toString(version)).resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new AssertionError("The real data is missing: " + file.toAbsolutePath()
                    + ". The Maven build of the demo module unpacks it before the tests run.");
        }
        return file;
    }
}
