// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program that has ended.
 *
 * @param status its exit status
 * @param printed the lines of its output
 * @param complained the lines of its error stream
 */
record Started(int status, List<String> printed, List<String> complained) {

    private static final int PATIENCE_SECONDS = 120;

    /** Starts a program and waits for its end. */
    static Started run(Path directory, List<String> command) throws IOException, InterruptedException {
        Path out = directory.resolve("out.txt");
        Path err = directory.resolve("err.txt");
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        // Flags that come from outside would be those that are missing.
        builder.environment().keySet().removeAll(List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "CLASSPATH"));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Started(process.exitValue(), Files.readAllLines(out), Files.readAllLines(err));
    }
}
