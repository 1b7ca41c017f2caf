// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** However the demo ends, it ends, and says why: in JVMs of its own. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class EndsTest {

    @Test
    void withoutThePreviewFlagItSaysWhichFlagIsMissing(@TempDir Path directory) throws Exception {
        try (DemoJvm demo = DemoJvm.start(List.of(), "reload", "--data", twoReleases(directory).toString())) {
            assertThat(demo.status()).isEqualTo(ExitStatus.JVM);
            assertThat(demo.lines()).singleElement().asString().contains("java --enable-preview -jar demo.jar");
        }
    }

    @Test
    void theReplayNeedsNoPreviewFlag() throws Exception {
        try (DemoJvm demo = DemoJvm.start(List.of(), "hazard")) {
            demo.readUntil("=> the reader finds its memory INTACT");
        }
    }

    @Test
    void ctrlCEndsTheRunInOrderAndPrintsItsTable(@TempDir Path directory) throws Exception {
        try (DemoJvm demo = DemoJvm.start(List.of("--enable-preview"), "reload", "--seconds", "3600", "--threads", "50",
                "--think", "600000", "--data", twoReleases(directory).toString())) {
            demo.readUntil(" requests");
            demo.interrupt();
            assertThat(demo.status()).as("status of a process that was told to end").isEqualTo(128 + 15);
            assertThat(demo.lines()).filteredOn(line -> line.startsWith("final unreclaimed")).singleElement().asString()
                    .endsWith(" 0.0 MB");
        }
    }

    @Test
    void ctrlCBeforeAnythingIsServedEndsAtOnce(@TempDir Path directory) throws Exception {
        try (DemoJvm demo = DemoJvm.start(List.of("--enable-preview"), "reload", "--data",
                twoReleases(directory).toString())) {
            demo.readUntil(": 0 %");
            demo.interrupt();
            assertThat(demo.status()).isEqualTo(128 + 15);
        }
    }

    @Test
    void ctrlCEndsTheCacheInOrderAndPrintsItsTable(@TempDir Path directory) throws Exception {
        try (DemoJvm demo = DemoJvm.start(List.of("-Djava.io.tmpdir=" + directory), "cache", "--seconds", "3600",
                "--warm-up", "0", "--threads", "50", "--blocks", "64", "--cache", "16")) {
            demo.readUntil(" reads");
            demo.interrupt();
            assertThat(demo.status()).as("status of a process that was told to end").isEqualTo(128 + 15);
            assertThat(demo.lines()).filteredOn(line -> line.startsWith("design ")).hasSize(1);
            assertThat(demo.lines()).last().asString().startsWith("guarded ");
        }
        assertThat(directory).isDirectoryNotContaining("glob:**.blocks");
    }

    @Test
    void ctrlCWhileABlockFileIsMadeEndsAtOnceAndLeavesNothing(@TempDir Path directory) throws Exception {
        try (DemoJvm demo = DemoJvm.start(List.of(), "cache", "--blocks", "200000", "--file",
                directory.resolve("blocks").toString())) {
            demo.readUntil(": 0 %");
            demo.interrupt();
            assertThat(demo.status()).isEqualTo(128 + 15);
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aBlockThatIsDamagedUnderTheCacheGivesStatus1(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("blocks");
        try (DemoJvm demo = DemoJvm.start(List.of(), "cache", "--seconds", "10", "--warm-up", "0", "--designs",
                "guarded", "--rewrites", "0", "--blocks", "64", "--cache", "1", "--file", file.toString())) {
            demo.readUntil(" reads");
            Files.write(file, new byte[64 * 4096], StandardOpenOption.WRITE);
            assertThat(demo.status()).isEqualTo(ExitStatus.VIOLATION);
            assertThat(demo.lines()).last().asString().startsWith("guarded, first failure: ").contains("is damaged");
        }
    }

    /** The Country databases under the name of the bigger ones, because they are compiled in a moment. */
    private static Path twoReleases(Path directory) throws IOException {
        Path data = directory.resolve("data");
        for (String version : List.of("20180303", "20180911")) {
            Path release = Files.createDirectories(data.resolve(version));
            Files.copy(Path.of("target", "geolite2", version, "GeoLite2-Country.mmdb"),
                    release.resolve("GeoLite2-City.mmdb"));
        }
        return data;
    }
}
