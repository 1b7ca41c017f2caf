// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.million;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a JVM of its own, whose memory does not depend on the machine's. */
class MillionThreadsTest {

    private static final int PATIENCE_SECONDS = 110;

    @TempDir
    private Path directory;

    @Test
    void aMillionThreadsHalfOfThemInsideSectionsLeaveNothingBehind() throws IOException, InterruptedException {
        Path printed = directory.resolve("output.txt");
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx2g", "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path"), MillionThreads.class.getName()).redirectErrorStream(true)
                .redirectOutput(printed.toFile()).start();
        try {
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);

            assertThat(ended).as("ended, after %s", Files.readString(printed)).isTrue();
            assertThat(Files.readString(printed)).contains("PASS: 1000000 threads, 500000 of them parked inside");
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }
}
