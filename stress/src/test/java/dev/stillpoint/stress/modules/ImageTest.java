// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.modules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.stress.CodeSource;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An image that jlink makes of the scheduler has the flag in it, and needs no agent and so no module for agents. */
class ImageTest {

    @TempDir
    private Path directory;

    @Test
    void theSchedulerRunsInAnImage() throws Exception {
        Path image = directory.resolve("image");
        StringWriter said = new StringWriter();
        int linked = ToolProvider.findFirst("jlink").orElseThrow().run(new PrintWriter(said), new PrintWriter(said),
                "--module-path", CodeSource.of(CarrierScheduler.class).toString(),
                "--add-modules", "dev.stillpoint.scheduler", "--output", image.toString(),
                "--add-options=--add-opens=java.base/java.lang=dev.stillpoint.scheduler");
        assertThat(linked).as(said.toString()).isZero();

        assertThat(java(image, "--list-modules")).contains("dev.stillpoint.scheduler").doesNotContain("instrument");
        assertThat(java(image, "-m", "dev.stillpoint.scheduler/dev.stillpoint.scheduler.tool.Main", "doctor"))
                .contains("The carrier scheduler runs in this JVM.");
    }

    private String java(Path image, String... words) throws Exception {
        Path printed = directory.resolve("printed.txt");
        ProcessBuilder builder = new ProcessBuilder(image.resolve("bin").resolve("java").toString());
        builder.command().addAll(List.of(words));
        Process process = builder.redirectErrorStream(true).redirectOutput(printed.toFile()).start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(printed);
    }
}
