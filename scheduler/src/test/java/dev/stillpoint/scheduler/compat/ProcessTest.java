// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.compat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the programs that it starts are those of a Unix shell")
class ProcessTest {
    private final TwoCarriers carriers = new TwoCarriers();

    @AfterEach
    void close() {
        carriers.close();
    }

    @Test
    void outputIsReadAndTheExitStatusWaitedFor() throws Exception {
        carriers.runMany(10, () -> {
            Process process = start("echo one; echo two; exit 3");
            try (BufferedReader reader = process.inputReader()) {
                assertThat(reader.lines()).containsExactly("one", "two");
            }
            assertThat(process.waitFor()).isEqualTo(3);
        });
    }

    @Test
    void whatIsWrittenIsReadByTheProcess() throws Exception {
        Process process = start("cat");
        Thread writer = carriers.start(() -> {
            try (var out = process.outputWriter()) {
                for (int i = 0; i < 10_000; i++) {
                    out.write("line " + i + "\n");
                }
            }
        });
        long lines = carriers.call(() -> {
            try (BufferedReader reader = process.inputReader()) {
                return reader.lines().count();
            }
        });

        assertThat(writer.join(Duration.ofSeconds(30))).isTrue();
        assertThat(lines).isEqualTo(10_000);
        int status = carriers.call(process::waitFor);
        assertThat(status).isZero();
    }

    @Test
    void timedWaitEndsAndSoDoesTheProcess() throws Exception {
        carriers.call(() -> {
            Process process = start("sleep 600");
            assertThat(process.waitFor(5, TimeUnit.MILLISECONDS)).isFalse();
            process.destroyForcibly();
            assertThat(process.onExit().get(30, TimeUnit.SECONDS).isAlive()).isFalse();
            return process;
        });
    }

    private static Process start(String script) throws IOException {
        return new ProcessBuilder("/bin/sh", "-c", script).start();
    }
}
