// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exit statuses and what is said with them. */
class CommandLineTest {

    private final PrintStream realErr = System.err;
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void captureErrors() {
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restoreErrors() {
        System.setErr(realErr);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reload --threads 0", "reload --seconds 0", "reload --seconds x", "reload --every -1",
            "reload --carriers 0", "reload --carriers 99999", "reload --nonsense", "nonsense", "reload --think -1",
            "cache --threads 0", "cache --seconds 0", "cache --warm-up -1", "cache --carriers 0", "cache --blocks 0",
            "cache --blocks 9999999", "cache --blocks x", "cache --cache 0", "cache --rewrites -1",
            "cache --designs nonsense", "cache --designs guarded,guarded"})
    void badArgumentsGiveUsageAndStatus2(String arguments) {
        assertThat(Main.run(arguments.split(" "))).isEqualTo(ExitStatus.USAGE);
        assertThat(errors()).contains("Usage:");
    }

    @Test
    void missingDataGivesStatus3AndSaysWhatToDo(@TempDir Path empty) {
        assertThat(Main.run("reload", "--data", empty.resolve("nothing").toString())).isEqualTo(ExitStatus.DATA);
        assertThat(errors()).contains("nothing").contains("mvn -q -Pdemo");
    }

    @Test
    void truncatedDataGivesStatus3AndNamesTheFile(@TempDir Path data) throws Exception {
        for (String version : new String[] {"20180303", "20180911"}) {
            Path whole = Path.of("target", "geolite2", version, "GeoLite2-City.mmdb");
            byte[] start = Files.newInputStream(whole).readNBytes(100_000);
            Files.createDirectories(data.resolve("releases").resolve(version));
            Files.write(data.resolve("releases").resolve(version).resolve("GeoLite2-City.mmdb"), start);
        }
        assertThat(Main.run("reload", "--data", data.resolve("releases").toString())).isEqualTo(ExitStatus.DATA);
        assertThat(errors()).contains("GeoLite2-City.mmdb").doesNotContain("\tat ");
    }

    @Test
    void tablesThatCannotBeWrittenGiveStatus3AndSayWhatToDo(@TempDir Path directory) throws Exception {
        for (String version : new String[] {"20180303", "20180911"}) {
            Path release = Files.createDirectories(directory.resolve("releases").resolve(version));
            Files.copy(Path.of("target", "geolite2", version, "GeoLite2-Country.mmdb"),
                    release.resolve("GeoLite2-City.mmdb"));
        }
        Files.writeString(directory.resolve("geotables"), "a file in its place");
        assertThat(Main.run("reload", "--data", directory.resolve("releases").toString())).isEqualTo(ExitStatus.DATA);
        assertThat(errors()).startsWith("Cannot write the geo table ").contains("--tables").doesNotContain("\tat ");
        assertThat(errors().lines()).hasSize(1);
    }

    @Test
    void aTruncatedBlockFileGivesStatus3AndNamesTheFile(@TempDir Path directory) throws Exception {
        Path blocks = Files.write(directory.resolve("blocks"), new byte[5000]);
        assertThat(Main.run("cache", "--file", blocks.toString())).isEqualTo(ExitStatus.DATA);
        assertThat(errors()).startsWith(blocks + ": ").contains("not whole").contains("Remove it");
        assertThat(errors().lines()).hasSize(1);
    }

    @Test
    void aBlockFileThatCannotBeMadeGivesStatus3AndSaysWhatToDo(@TempDir Path directory) {
        Path blocks = directory.resolve("nowhere").resolve("blocks");
        assertThat(Main.run("cache", "--file", blocks.toString())).isEqualTo(ExitStatus.DATA);
        assertThat(errors()).startsWith("Cannot make the block file " + blocks).contains("--file");
        assertThat(errors().lines()).hasSize(1);
    }

    @Test
    void aBlockFileIsMadeOnceAndItsNumberOfBlocksIsItsOwn(@TempDir Path directory) {
        String blocks = directory.resolve("blocks").toString();
        String[] first = {"cache", "--file", blocks, "--blocks", "64", "--cache", "8", "--seconds", "1", "--warm-up",
                "0", "--threads", "10", "--designs", "mapped,Pinned,GUARDED"};
        assertThat(Main.run(first)).isZero();
        assertThat(Main.run("cache", "--file", blocks, "--blocks", "63")).isEqualTo(ExitStatus.USAGE);
        assertThat(errors()).startsWith("--blocks is 63, but " + blocks + " has 64.");
        assertThat(Main.run("cache", "--file", blocks, "--seconds", "1", "--warm-up", "1", "--threads", "10")).isZero();
    }

    private String errors() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
