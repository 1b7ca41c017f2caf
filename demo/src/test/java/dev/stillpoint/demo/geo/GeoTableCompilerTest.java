// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.stillpoint.demo.ProgressListener;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Country database of a real release: small enough to compile and to damage in every test. */
class GeoTableCompilerTest {
    private static final int VERSION = 20180303;

    @TempDir
    private Path directory;

    private final Path sound = TestTables.realDatabase(VERSION, "GeoLite2-Country.mmdb");

    @Test
    void reportsEveryStepOfProgressOnce() throws Exception {
        List<Integer> percentages = new ArrayList<>();
        List<String> works = new ArrayList<>();
        GeoTableCompiler.compile(sound, VERSION, table(), (work, percent) -> {
            works.add(work);
            percentages.add(percent);
            assertThat(Files.exists(table())).isEqualTo(percent == 100);
        });

        assertThat(percentages).startsWith(0).endsWith(100).isSorted().doesNotHaveDuplicates().hasSizeGreaterThan(50);
        assertThat(works).containsOnly("compiling geo release 20180303");
    }

    @Test
    void aFailingListenerEndsTheWork() throws Exception {
        assertThatIllegalStateException()
                .isThrownBy(() -> GeoTableCompiler.compile(sound, VERSION, table(), (work, percent) -> {
                    if (percent > 20) {
                        throw new IllegalStateException("enough");
                    }
                }))
                .withMessage("enough");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void missingDatabase() {
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> compile(directory.resolve("missing.mmdb")))
                .withMessageContaining("missing.mmdb")
                .withMessageContaining("no such MaxMind database");
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "100000", "3000000"})
    void truncatedDatabase(int bytes) throws Exception {
        assertRejected(Arrays.copyOf(Files.readAllBytes(sound), bytes),
                "is no MaxMind database, or a truncated one");
    }

    @Test
    void damagedSearchTree() throws Exception {
        byte[] bytes = Files.readAllBytes(sound);
        Arrays.fill(bytes, 0, 200_000, (byte) 0xff);

        assertRejected(bytes, "its search tree has one record for all IPv4 addresses");
    }

    @Test
    void anotherKindOfDatabase() throws Exception {
        assertRejected(replace(Files.readAllBytes(sound), "GeoLite2-Country", "GeoLite2-Concern"), "GeoLite2-Concern");
    }

    @Test
    void unexpectedCountryCode() throws Exception {
        assertRejected(replace(Files.readAllBytes(sound), "BDE", "Bde"), "not \"de\""); // B: a string of two bytes
    }

    @Test
    void aFailedCompilationLeavesTheOldTable() throws Exception {
        compile(sound);
        byte[] before = Files.readAllBytes(table());
        Path damaged = Files.write(directory.resolve("damaged.mmdb"), new byte[1000]);

        assertThatExceptionOfType(CorruptGeoDataException.class).isThrownBy(() -> compile(damaged));
        assertThat(table()).hasBinaryContent(before);
    }

    private void assertRejected(byte[] database, String problem) throws Exception {
        Path file = Files.write(directory.resolve("damaged.mmdb"), database);

        assertThatExceptionOfType(CorruptGeoDataException.class)
                .isThrownBy(() -> compile(file))
                .withMessageStartingWith(file + ": ")
                .withMessageContaining(problem);
        assertThat(directory).isDirectoryNotContaining(path -> !path.equals(file));
    }

    private void compile(Path database) throws Exception {
        GeoTableCompiler.compile(database, VERSION, table(), ProgressListener.NONE);
    }

    private Path table() {
        return directory.resolve("x.geotable");
    }

    private static byte[] replace(byte[] bytes, String old, String replacement) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        assertThat(text).contains(old);
        return text.replace(old, replacement).getBytes(StandardCharsets.ISO_8859_1);
    }
}
