// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is tortured on demand only: in a JVM of its own, whose heap is small, or which keeps no list of threads. */
class OnDemandTest {

    private static final List<String> SMALL_HEAP = List.of("-Xmx64m", "-XX:+UseSerialGC");
    private static final List<String> NO_LIST = List.of("-Djdk.trackAllThreads=false");

    private static final int PATIENCE_SECONDS = 110;

    @TempDir
    private Path directory;

    /** What it printed, and its exit status at the end. */
    private String run(List<String> flags, String... arguments) throws IOException, InterruptedException {
        Path printed = directory.resolve("output.txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.lang=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path")));
        command.addAll(flags);
        command.add(Torture.class.getName());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(printed.toFile())
                .start();
        try {
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);

            assertThat(ended).as("ended, after %s", Files.readString(printed)).isTrue();
            return Files.readString(printed) + "exit status " + process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aTwinThatTakesAFailedGracePeriodForEndedFails() throws Exception {
        assertThat(run(SMALL_HEAP, "--flaw", "ends-by-errors", "--seed", "1"))
                .contains("torture: FAIL: ", " saw element ")
                .endsWith("exit status 1");
    }

    @Test
    void aTwinThatLosesWhatItHadTakenFails() throws Exception {
        assertThat(run(SMALL_HEAP, "--flaw", "loses-batches", "--seed", "1"))
                .containsPattern("torture: FAIL: of \\d+ replaced elements only \\d+ are freed")
                .endsWith("exit status 1");
    }

    @Test
    void theProgramItselfSurvivesAFullHeap() throws Exception {
        assertThat(run(SMALL_HEAP, "--no-proof", "--seconds", "10", "--seed", "1", "--only",
                "full-heap,parks,yields,ways,forced"))
                .contains("torture: INCONCLUSIVE: the detector is not proven", "the heap was full ");
    }

    @Test
    void theProgramItselfSurvivesTheEndsOfStacks() throws Exception {
        assertThat(run(NO_LIST, "--no-proof", "--seconds", "10", "--seed", "1", "--only",
                "stack-ends,parks,yields,ways,forced"))
                .contains("torture: INCONCLUSIVE: the detector is not proven")
                .containsPattern("stack-ends [1-9]\\d\\d");
    }

    @Test
    void aTwinThatLeavesASectionOpenAtTheEndOfTheStackFails() throws Exception {
        assertThat(run(NO_LIST, "--flaw", "open-at-stack-end", "--seed", "1"))
                .containsPattern("torture: FAIL: (a grace period has not ended|.* saw element )")
                .endsWith("exit status 1");
    }
}
