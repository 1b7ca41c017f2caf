// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.geo;

import static dev.stillpoint.demo.geo.TestTables.DATABASE;
import static dev.stillpoint.demo.geo.TestTables.VERSION;
import static dev.stillpoint.demo.geo.TestTables.memory;
import static dev.stillpoint.demo.geo.TestTables.twoCountries;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeoTableFileTest {
    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void writeFile() throws IOException {
        file = directory.resolve("sub/table.geotable");
        GeoTableFile.write(file, memory(twoCountries(VERSION)));
    }

    @Test
    void whatWasWrittenIsLoaded() throws Exception {
        try (Arena arena = Arena.ofConfined()) {
            GeoTable table = GeoTableFile.load(file, arena);

            assertThat(table.country(Ipv4.parse("10.20.30.40"))).isEqualTo("DE");
            assertThat(table.version()).isEqualTo(VERSION);
            assertThat(table.byteSize()).isEqualTo(Files.size(file)).isEqualTo(GeoTableFile.sizeOf(file));
            assertThat(table.source()).isEqualTo(file.toString());
        }
    }

    @Test
    void memoryMayComeFromAnywhere() throws Exception {
        MemorySegment memory = Arena.ofAuto().allocate(GeoTableFile.sizeOf(file) + 8, 8).asSlice(8);
        GeoTableFile.readInto(file, memory);

        assertThat(new GeoTable(memory, "mine").country(Ipv4.parse("20.20.30.40"))).isEqualTo("FR");
    }

    @Test
    void aTableInUseDoesNotNoticeWhatHappensToTheFile() throws Exception {
        try (Arena arena = Arena.ofConfined()) {
            GeoTable table = GeoTableFile.load(file, arena);
            Files.write(file, new byte[10]);
            Files.delete(file);

            table.verify();
        }
    }

    @Test
    void missingFile() {
        Path missing = directory.resolve("missing.geotable");

        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> GeoTableFile.sizeOf(missing))
                .withMessageContaining("missing.geotable")
                .withMessageContaining("there is no such geo table");
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> GeoTableFile.readInto(missing, memory(twoCountries(VERSION))));
    }

    @Test
    void directoryInsteadOfAFile() {
        assertCorrupt(directory, "is a directory");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 127, 128, 129, 300_000})
    void truncated(int bytes) throws Exception {
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), bytes));

        assertCorrupt(file, "truncated: " + bytes + " bytes");
    }

    @Test
    void tooLong() throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length + 1));

        assertCorrupt(file, "too long: " + (bytes.length + 1) + " bytes, but the header says " + bytes.length);
    }

    @Test
    void anotherKindOfFile() throws Exception {
        Files.writeString(file, "Lorem ipsum ".repeat(100));

        assertCorrupt(file, "not a geo table");
    }

    @Test
    void damagedInTheMiddle() throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 4;
        Files.write(file, bytes);

        assertThat(GeoTableFile.sizeOf(file)).isEqualTo(bytes.length); // the header is sound
        assertCorruptWhenRead(file, "checksum is");
    }

    @Test
    void checksumIsRightButTheContentIsNot() throws Exception {
        MemorySegment table = memory(twoCountries(VERSION));
        GeoTableHeader header = GeoTableHeader.read(table, table.byteSize(), "x");
        table.set(GeoTableHeader.INT, header.referencesOffset(), 77);
        GeoTableHeader.seal(table);
        GeoTableFile.write(file, table);

        assertCorruptWhenRead(file, "range 0 refers to record 77 of 3");
    }

    @ParameterizedTest
    @ValueSource(ints = {-64, 64})
    void replacedAfterItsSizeWasAsked(int difference) {
        MemorySegment memory = Arena.ofAuto().allocate(memory(twoCountries(VERSION)).byteSize() + difference, 64);

        assertThatExceptionOfType(CorruptGeoDataException.class)
                .isThrownBy(() -> GeoTableFile.readInto(file, memory))
                .withMessageContaining("was replaced");
    }

    @Test
    void memoryMustBeOffHeap() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GeoTableFile.readInto(file, MemorySegment.ofArray(new byte[1000])))
                .withMessageContaining("off-heap");
    }

    @Test
    void writingLeavesOneFile() throws Exception {
        GeoTableFile.write(file, memory(twoCountries(VERSION + 1)));

        assertThat(filesBeside(file)).containsExactly(file);
        try (Arena arena = Arena.ofConfined()) {
            assertThat(GeoTableFile.load(file, arena).version()).isEqualTo(VERSION + 1);
        }
    }

    @Test
    void aFailedWriteLeavesTheOldFile() throws Exception {
        byte[] before = Files.readAllBytes(file);
        MemorySegment closed;
        try (Arena arena = Arena.ofConfined()) {
            closed = twoCountries(VERSION + 1).build(DATABASE, arena);
        }

        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> GeoTableFile.write(file, closed));
        assertThat(filesBeside(file)).containsExactly(file);
        assertThat(file).hasBinaryContent(before);
    }

    private static Path[] filesBeside(Path file) throws IOException {
        try (Stream<Path> files = Files.list(file.getParent())) {
            return files.toArray(Path[]::new);
        }
    }

    private static void assertCorrupt(Path file, String problem) {
        assertThatExceptionOfType(CorruptGeoDataException.class)
                .isThrownBy(() -> GeoTableFile.sizeOf(file))
                .withMessageStartingWith(file + ": ")
                .withMessageContaining(problem);
        assertCorruptWhenRead(file, problem);
    }

    private static void assertCorruptWhenRead(Path file, String problem) {
        MemorySegment memory = memory(twoCountries(VERSION)); // of the size of the sound file
        assertThatExceptionOfType(CorruptGeoDataException.class)
                .isThrownBy(() -> GeoTableFile.readInto(file, memory))
                .withMessageStartingWith(file + ": ")
                .withMessageContaining(problem);
    }
}
