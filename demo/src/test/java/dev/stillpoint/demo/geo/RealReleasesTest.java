// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.maxmind.db.Network;
import com.maxmind.db.Reader;
import dev.stillpoint.demo.ProgressListener;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables of the real releases, always compiled anew, against MaxMind's own answers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealReleasesTest {
    private static final int SAMPLES = 200_000;
    private static final int NETWORKS = 10_000;

    @TempDir
    private static Path directory;

    private final Arena arena = Arena.ofShared();
    private final Map<Integer, GeoTable> tables = new HashMap<>();

    @AfterAll
    void free() {
        arena.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {20180303, 20180911, 20191119})
    void everyAnswerIsMaxMinds(int version) throws Exception {
        Path database = TestTables.realDatabase(version, GeoReleases.DATABASE);
        GeoTable table = tableOf(version);
        try (GeoOracle oracle = GeoOracle.open(database, version)) {
            SplittableRandom random = new SplittableRandom(version);
            int known = 0;
            for (int i = 0; i < SAMPLES; i++) {
                int address = random.nextInt();
                GeoAnswer answer = table.answer(address);
                if (!answer.equals(oracle.answer(address))) {
                    assertThat(answer).as(Ipv4.format(address)).isEqualTo(oracle.answer(address));
                }
                known += answer.country().isEmpty() ? 0 : 1;
            }
            assertThat(known).as("the sample says something").isGreaterThan(SAMPLES / 2);
        }
        assertBordersAgree(table, database);
    }

    /** Decodes maps instead of our classes, so that it shares nothing with the compiler but the reader. */
    private static void assertBordersAgree(GeoTable table, Path database) throws IOException {
        try (Reader reader = new Reader(database.toFile())) {
            SplittableRandom random = new SplittableRandom(1);
            for (int i = 0; i < NETWORKS; i++) {
                Network network =
                        reader.getRecord(address(random.nextInt()), Map.class).network();
                int first = Ipv4.fromBytes(network.networkAddress().getAddress());
                int last = first + (int) (Ipv4.END >>> network.prefixLength()) - 1;
                for (int address : new int[] {first - 1, first, last, last + 1}) {
                    GeoAnswer expected = decode(reader.get(address(address), Map.class), table.version());
                    assertThat(table.answer(address)).as(Ipv4.format(address)).isEqualTo(expected);
                }
            }
        }
    }

    private static InetAddress address(int ipv4) throws IOException {
        return InetAddress.getByAddress(Ipv4.toBytes(ipv4));
    }

    private static GeoAnswer decode(Map<?, ?> place, int version) {
        Map<?, ?> nothing = Map.of();
        Map<?, ?> fields = Objects.requireNonNullElse(place, nothing);
        Map<?, ?> country = Objects.requireNonNullElse((Map<?, ?>) fields.get("country"), nothing);
        Map<?, ?> city = Objects.requireNonNullElse((Map<?, ?>) fields.get("city"), nothing);
        Object id = Objects.requireNonNullElse(city.get("geoname_id"), 0L);
        return new GeoAnswer(
                (String) Objects.requireNonNullElse(country.get("iso_code"), ""), ((Number) id).intValue(), version);
    }

    @Test
    void successiveReleasesDifferEnoughForAStaleAnswerToShow() throws Exception {
        GeoTable first = tableOf(20180303);
        GeoTable second = tableOf(20180911);
        SplittableRandom random = new SplittableRandom(3);
        int countries = 0;
        int places = 0;
        for (int i = 0; i < SAMPLES; i++) {
            int address = random.nextInt();
            GeoAnswer before = first.answer(address);
            GeoAnswer after = second.answer(address);
            assertThat(before.version()).isNotEqualTo(after.version());
            countries += before.country().equals(after.country()) ? 0 : 1;
            places += before.cityId() == after.cityId() ? 0 : 1;
        }

        assertThat(countries).isGreaterThan(SAMPLES / 200);
        assertThat(places).isGreaterThan(SAMPLES / 20);
    }

    @Test
    void aClosedOracleSaysSo() throws Exception {
        GeoOracle oracle = GeoOracle.open(TestTables.realDatabase(20180303, "GeoLite2-Country.mmdb"), 20180303);
        assertThat(oracle.answer(Ipv4.parse("8.8.8.8"))).isEqualTo(new GeoAnswer("US", 0, 20180303));
        oracle.close();

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> oracle.answer(0));
    }

    private GeoTable tableOf(int version) throws IOException {
        GeoTable known = tables.get(version);
        if (known != null) {
            return known;
        }
        Path file = directory.resolve(version + ".geotable");
        Path database = TestTables.realDatabase(version, GeoReleases.DATABASE);
        GeoTableCompiler.compile(database, version, file, ProgressListener.NONE);
        GeoTable table = GeoTableFile.load(file, arena);
        tables.put(version, table);
        return table;
    }
}
