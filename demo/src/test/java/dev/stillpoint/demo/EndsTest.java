// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
