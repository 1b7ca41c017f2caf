// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every way in which a MaxMind file can be broken ends in an answer, or in one exception that names the file: never in
 * an error of the JVM, never in an exception that says nothing, and soon.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class BrokenDatabaseTest {
    private static final int VERSION = 20180303;
    private static final int RANDOM_DAMAGES = 1000;

    // Types of the format.
    private static final int STRING = 2;
    private static final int BYTES = 4;
    private static final int UINT32 = 6;
    private static final int MAP = 7;

    @TempDir
    private Path directory;

    private Path file;
    private final MaxMindFile database = new MaxMindFile();

    @BeforeEach
    void nameFile() {
        file = directory.resolve("broken.mmdb");
    }

    @ParameterizedTest
    @ValueSource(ints = {24, 28, 32})
    void aSoundFileIsAccepted(int recordSize) throws Exception {
        assertThat(networks(MaxMindFile.small().recordSize(recordSize).bytes())).containsExactly(
                "10.0.0.0-10.255.255.255 DE 0", "20.0.0.0-20.255.255.255 FR 3031815", "192.0.0.0-207.255.255.255 DE 0");
    }

    @Test
    void aFileWithoutNetworksIsAccepted() throws Exception {
        assertThat(networks(database.bytes())).isEmpty();
    }

    // -- pointers

    @Test
    void aPointerToItself() throws Exception {
        database.add(1, 1, database.record(value -> value.pointer(0)));

        assertRejected("byte 22 points to another pointer");
    }

    @Test
    void aCountryThatPointsToItsRecord() throws Exception {
        database.add(1, 1, database.record(value -> value.map(1).string("country").pointer(0)));

        assertRejected("leads to more than 16 values one after the other, or back to itself");
    }

    @Test
    void twoRecordsThatPointToEachOther() throws Exception {
        database.record(value -> value.map(1).string("x").pointer(8));
        database.add(1, 1, database.record(value -> value.map(1).string("x").pointer(0)));

        assertRejected("or back to itself");
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, Integer.MAX_VALUE, Integer.MIN_VALUE, -1})
    void aPointerOutOfRange(int target) throws Exception {
        database.add(1, 1, database.record(value -> value.map(1).string("country").pointer(target)));

        assertRejected("behind the end of its section");
    }

    // -- sizes, types, strings

    @ParameterizedTest
    @ValueSource(ints = {MAP, STRING, BYTES, UINT32})
    void aSizeThatGoesBeyondTheFile(int type) throws Exception {
        database.add(1, 1, database.record(value -> value.header(type, 0xff_ffff)));

        assertRejected("");
    }

    @Test
    void anArrayOfMoreThanThereIs() throws Exception {
        database.add(1, 1, database.record(value -> value.map(1).string("x").raw(0x1f, 4, 0xff, 0xff, 0xff)));

        assertRejected("a value goes on behind byte");
    }

    @Test
    void soManyValuesThatTheReaderWouldOverflowItsStack() throws Exception {
        database.add(1, 1, database.record(value -> {
            value.map(1).string("x").raw(0x1f, 4, 0, 0xff, 0xff);
            for (int i = 0; i < 0xffff + 65_821; i++) {
                value.raw(0x40);
            }
        }));

        assertRejected("has more than 2000 parts");
    }

    @Test
    void valuesInsideEachOther() throws Exception {
        database.add(1, 1, database.record(value -> {
            value.map(1).string("x");
            for (int i = 0; i < 100_000; i++) {
                value.array(1);
            }
            value.string("");
        }));

        assertRejected("has more than 2000 parts");
    }

    @Test
    void aStringThatIsNotUtf8() throws Exception {
        database.add(1, 1, database.record(
                value -> value.map(1).string("country").map(1).string("iso_code").raw(0x42, 0xc3, 0x28)));

        assertRejected("the string at byte 41 is not UTF-8");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, 200})
    void anUnknownType(int code) throws Exception {
        database.add(1, 1, database.record(value -> value.map(1).string("x").raw(0, code)));

        assertRejected("is of the unknown type");
    }

    @Test
    void valuesOfTypesThatNobodyExpects() throws Exception {
        List<Consumer<MaxMindFile.Value>> records = List.of(value -> value.string("not a map"),
                value -> value.array(1).string("not a map"), value -> value.uint32(7),
                value -> value.map(1).uint32(1).uint32(1), value -> value.map(1).map(0).map(0),
                value -> value.map(1).string("country").string("not a map"),
                value -> value.map(1).string("country").map(1).string("iso_code").uint32(1),
                value -> value.map(1).string("country").map(1).string("iso_code").array(0),
                value -> value.map(1).string("city").map(1).string("geoname_id").string("not a number"),
                value -> value.map(1).string("city").map(1).string("geoname_id").uint32(-1));
        for (Consumer<MaxMindFile.Value> record : records) {
            MaxMindFile broken = new MaxMindFile();
            broken.add(1, 1, broken.record(record));
            assertRejected(broken.bytes(), "MaxMind's reader rejects it: ");
        }
    }

    // -- the search tree

    @Test
    void aNodeThatIsItsOwnChild() throws Exception {
        assertRejected(new MaxMindFile().node(MaxMindFile.NO_DATA, 0).bytes(), "meet again, at node 0");
    }

    @Test
    void branchesThatMeetAgain() throws Exception {
        for (int node = 0; node < 31; node++) {
            database.node(node + 1, node + 1);
        }
        database.node(MaxMindFile.NO_DATA, MaxMindFile.NO_DATA);

        assertRejected("meet again, at node");
    }

    @Test
    void aTreeThatIsTooDeep() throws Exception {
        for (int node = 0; node < 40; node++) {
            database.node(node + 1, MaxMindFile.NO_DATA);
        }
        database.node(MaxMindFile.NO_DATA, MaxMindFile.NO_DATA);

        assertRejected("deeper than an address is long");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 16, 500, 0xff_ffff})
    void aLeafThatIsNoRecord(int child) throws Exception {
        database.node(MaxMindFile.NO_DATA, child);

        assertRejected("its search tree leads to byte");
    }

    @Test
    void aRecordForMoreThanAllAddresses() throws Exception {
        int record = database.record(value -> value.map(0));
        database.ipVersion(6).node(-2 - record, MaxMindFile.NO_DATA);

        assertRejected("one record for all IPv4 addresses");
    }

    // -- the metadata

    @ParameterizedTest
    @ValueSource(ints = {1000, 1 << 30, Integer.MAX_VALUE})
    void moreNodesThanFit(int nodes) throws Exception {
        assertRejected(MaxMindFile.small().statedNodes(nodes).bytes(), "");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 16, 25, 1 << 30, -1})
    void anUnknownRecordSize(int bits) throws Exception {
        assertRejected(MaxMindFile.small().recordSize(bits).bytes(), "");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 7, -1})
    void anUnknownIpVersion(int version) throws Exception {
        assertRejected(MaxMindFile.small().ipVersion(version).bytes(), "");
    }

    @Test
    void anotherKindOfDatabase() throws Exception {
        assertRejected(MaxMindFile.small().type("Test-ASN").bytes(), "is a Test-ASN database");
    }

    @Test
    void noMetadata() throws Exception {
        assertRejected(new byte[1000], "it has no metadata");
        assertRejected(new byte[0], "it has no metadata");
        assertRejected("\u00ab\u00cd\u00efMaxMind.com".getBytes(StandardCharsets.ISO_8859_1), "truncated");
    }

    @Test
    void aDirectory() throws Exception {
        Files.createDirectory(file);

        assertThatExceptionOfType(CorruptGeoDataException.class).isThrownBy(() -> MaxMindDatabase.open(file))
                .withMessage(file + ": is a directory, not a MaxMind database");
    }

    // -- by machine

    @Test
    void truncatedAtEveryByte() throws Exception {
        byte[] sound = MaxMindFile.small().bytes();
        int rejected = 0;
        for (int length = 0; length < sound.length; length++) {
            rejected += endsWell(Arrays.copyOf(sound, length)) ? 0 : 1;
        }
        assertThat(rejected).isEqualTo(sound.length);
    }

    @Test
    void everyBitFlipped() throws Exception {
        byte[] sound = MaxMindFile.small().bytes();
        int rejected = 0;
        for (int bit = 0; bit < sound.length * Byte.SIZE; bit++) {
            byte[] damaged = sound.clone();
            damaged[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            rejected += endsWell(damaged) ? 0 : 1;
        }
        assertThat(rejected).as("most of the file is needed").isGreaterThan(sound.length);
    }

    @Test
    void everyByteReplacedByEveryControlByte() throws Exception {
        byte[] sound = MaxMindFile.small().bytes();
        for (int at = 0; at < sound.length; at++) {
            for (int control : new int[] {0, 0x1f, 0x38, 0x5f, 0xe1, 0xff}) {
                byte[] damaged = sound.clone();
                damaged[at] = (byte) control;
                endsWell(damaged);
            }
        }
    }

    @Test
    void damagedInManyPlaces() throws Exception {
        SplittableRandom random = new SplittableRandom(35);
        for (int i = 0; i < RANDOM_DAMAGES; i++) {
            byte[] damaged = MaxMindFile.small().ipVersion(random.nextInt(10) == 0 ? 6 : 4)
                    .recordSize(24 + 4 * random.nextInt(3)).bytes();
            for (int places = random.nextInt(1, 12); places > 0; places--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            endsWell(damaged);
        }
    }

    @Test
    void realDatabaseDamagedInManyPlaces() throws Exception {
        byte[] sound = Files.readAllBytes(TestTables.realDatabase(VERSION, "GeoLite2-Country.mmdb"));
        SplittableRandom random = new SplittableRandom(36);
        int rejected = 0;
        for (int i = 0; i < 20; i++) {
            byte[] damaged = i % 4 == 0 ? Arrays.copyOf(sound, random.nextInt(sound.length)) : sound.clone();
            for (int places = random.nextInt(1, 1000); places > 0; places--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            rejected += endsWell(damaged) ? 0 : 1;
        }
        assertThat(rejected).isPositive();
    }

    private void assertRejected(String problem) throws Exception {
        assertRejected(database.bytes(), problem);
    }

    private void assertRejected(byte[] bytes, String problem) throws Exception {
        Files.write(file, bytes);
        assertThatExceptionOfType(CorruptGeoDataException.class).isThrownBy(() -> networks(bytes))
                .withMessageStartingWith(file + ": ").withMessageContaining(problem)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeGreaterThan(file.toString().length() + 10)
                        .doesNotContain(": null"));
    }

    /** Whether the file is accepted. Anything but an answer or a clear exception fails the test. */
    private boolean endsWell(byte[] bytes) throws IOException {
        try {
            networks(bytes);
            return true;
        } catch (CorruptGeoDataException e) {
            assertThat(e).hasMessageStartingWith(file + ": ").hasMessageNotContaining(": null");
            return false;
        }
    }

    /** What the compiler and the oracle do with a file. */
    private List<String> networks(byte[] bytes) throws IOException {
        Files.write(file, bytes);
        List<String> networks = new ArrayList<>();
        try (MaxMindDatabase maxMind = MaxMindDatabase.open(file)) {
            maxMind.forEachNetwork((first, last, place) -> {
                networks.add(Ipv4.format(first) + '-' + Ipv4.format(last) + ' ' + place.countryCode() + ' '
                        + place.cityId());
                assertThat(maxMind.place(first)).isEqualTo(place);
            });
            for (int address = 0; address >= 0; address += 1 << 24) {
                maxMind.place(address);
            }
        }
        return networks;
    }
}
