// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeoReleasesTest {
    @TempDir
    private Path directory;

    private Path data;
    private Path cache;

    private final List<String> compiled = new ArrayList<>();

    @BeforeEach
    void placeDirectories() throws IOException {
        data = Files.createDirectory(directory.resolve("data"));
        cache = directory.resolve("cache/tables");
    }

    @Test
    void missingDirectorySaysWhatToDo() {
        Path missing = directory.resolve("nowhere");

        assertThatExceptionOfType(GeoDataMissingException.class)
                .isThrownBy(() -> GeoReleases.find(missing, cache))
                .withMessageContaining("Found no geo release in " + missing)
                .withMessageContaining("`mvn -q -Pdemo`");
    }

    @Test
    void oneReleaseIsTooFew() throws Exception {
        addRelease(20180303);
        Files.createDirectory(data.resolve("20180911")); // with nothing in it

        assertThatExceptionOfType(GeoDataMissingException.class)
                .isThrownBy(() -> GeoReleases.find(data, cache))
                .withMessageContaining("only the geo releases [20180303] in " + data)
                .withMessageContaining("2 are needed")
                .withMessageContaining("`mvn -q -Pdemo`");
    }

    @Test
    void releasesAreFoundOldestFirstAmongOtherThings() throws Exception {
        addRelease(20191119);
        addRelease(20180303);
        Files.createDirectories(data.resolve("tmp/20180911"));
        Files.createDirectory(data.resolve("2018"));
        Files.createDirectory(data.resolve("99999999999"));
        Files.writeString(data.resolve("20180101"), "not a directory");

        List<GeoRelease> releases = GeoReleases.find(data, cache);

        assertThat(releases).extracting(GeoRelease::version).containsExactly(20180303, 20191119);
        assertThat(releases.getFirst().database()).isEqualTo(data.resolve("20180303/GeoLite2-City.mmdb"));
        assertThat(releases).allMatch(GeoReleasesTest::needsCompiling);
    }

    @Test
    void onlyMissingOutdatedOrDamagedTablesAreCompiled() throws Exception {
        addRelease(20180303);
        addRelease(20180911);
        assertThat(prepare()).noneMatch(GeoReleasesTest::needsCompiling);
        assertThat(compiled).containsExactly("compiling geo release 20180303", "compiling geo release 20180911");

        prepare();
        assertThat(compiled).as("all is there").isEmpty();

        GeoRelease first = GeoReleases.find(data, cache).getFirst();
        Files.setLastModifiedTime(first.database(), FileTime.from(Instant.now().plusSeconds(60)));
        prepare();
        assertThat(compiled).as("touched").isEmpty();

        byte[] bytes = Files.readAllBytes(first.tableFile());
        bytes[bytes.length / 2]++;
        Files.write(first.tableFile(), bytes);
        prepare();
        assertThat(compiled).as("damaged").containsExactly("compiling geo release 20180303");

        Files.copy(first.tableFile(), GeoReleases.find(data, cache).getLast().tableFile(),
                StandardCopyOption.REPLACE_EXISTING);
        prepare();
        assertThat(compiled).as("of another release").containsExactly("compiling geo release 20180911");
    }

    @Test
    void aDatabaseThatIsReplacedInPlaceIsCompiledAgainHoweverOldTheNewOneIs() throws Exception {
        addRelease(20180303);
        addRelease(20180911);
        GeoRelease first = prepare().getFirst();
        FileTime before = Files.getLastModifiedTime(first.database());
        Files.copy(TestTables.realDatabase(20191119, "GeoLite2-Country.mmdb"), first.database(),
                StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(first.database(), FileTime.from(before.toInstant().minusSeconds(1000)));

        prepare();
        assertThat(compiled).containsExactly("compiling geo release 20180303");
        assertThat(first.needsCompiling()).isFalse();
    }

    @Test
    void aCacheThatCannotBeMadeIsToldBeforeTheWork() throws Exception {
        addRelease(20180303);
        addRelease(20180911);
        Files.writeString(directory.resolve("cache"), "a file in its place");

        assertThatExceptionOfType(IOException.class).isThrownBy(this::prepare)
                .withMessageStartingWith("Cannot write the geo table " + cache.resolve("20180303.geotable") + " (")
                .withMessageContaining(directory.resolve("cache").resolve("tables") + ": Not a directory")
                .withMessageEndingWith("or choose another one with --tables.");
        assertThat(compiled).isEmpty();
    }

    @Test
    void attributionNamesCreatorSourceAndLicence() {
        assertThat(GeoReleases.ATTRIBUTION)
                .contains("GeoLite2 data created by MaxMind, available from http://www.maxmind.com")
                .contains("Creative Commons Attribution-ShareAlike 4.0")
                .contains("http://creativecommons.org/licenses/by-sa/4.0/");
    }

    private List<GeoRelease> prepare() throws IOException {
        compiled.clear();
        return GeoReleases.prepare(data, cache, (work, percent) -> {
            if (percent == 100) {
                compiled.add(work);
            }
        });
    }

    private static boolean needsCompiling(GeoRelease release) {
        try {
            return release.needsCompiling();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The Country database under the name of the bigger one, because it is compiled in a moment. */
    private void addRelease(int version) throws IOException {
        Path release = Files.createDirectory(data.resolve(Integer.toString(version)));
        Files.copy(TestTables.realDatabase(20180303, "GeoLite2-Country.mmdb"), release.resolve(GeoReleases.DATABASE));
    }
}
