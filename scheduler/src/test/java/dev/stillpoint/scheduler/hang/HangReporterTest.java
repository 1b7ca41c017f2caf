// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.hang;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.console.ConsoleLauncher;

/** A test that hangs ends in time, with its name and all that is needed to find out why. */
class HangReporterTest {

    private static final String HANGS = Hangs.class.getName();

    @TempDir
    private Path directory;

    /** Runs a test of {@link Hangs}, with a second of time. */
    private ChildJvm run(String test) throws IOException, InterruptedException {
        return ChildJvm.run(ConsoleLauncher.class,
                List.of("execute", "--select-method=" + HANGS + "#" + test, "--details=none", "--disable-banner",
                        "--include-classname=.*",
                        "--config=junit.jupiter.execution.timeout.testable.method.default=1 s",
                        "--config=" + HangReporter.PATIENCE + "=1", "--config=" + HangReporter.FILE + "=" + file()),
                ChildJvm.OPENS);
    }

    private Path file() {
        return directory.resolve("hangs.txt");
    }

    @Test
    void aHangingTestIsNamedWithItsStackItsSchedulersAndAllThreads() throws Exception {
        ChildJvm jvm = run("untilItIsInterrupted");

        assertThat(jvm.output()).contains("==== " + HANGS + ".untilItIsInterrupted (untilItIsInterrupted()) hangs")
                .contains("at " + HANGS + ".untilItIsInterrupted(Hangs.java:")
                .contains("dump of dev.stillpoint:type=CarrierScheduler,name=stuck", "stuck-carrier-0")
                .as("the stack of the virtual thread").contains(HANGS + ".parkForEver(Hangs.java:")
                .contains("1 tests failed");
        assertThat(jvm.output()).contains(Files.readString(file()));
        assertThat(jvm.status()).as("the launcher went on, and told of a failure").isEqualTo(1);
    }

    @Test
    void aTestThatNoInterruptEndsEndsWithItsJvm() throws Exception {
        ChildJvm jvm = run("whateverHappens");

        assertThat(jvm.output()).contains("at " + HANGS + ".whateverHappens(Hangs.java:")
                .endsWith("whateverHappens (whateverHappens()) did not end within 1 s of its interrupt. Its JVM ends."
                        + System.lineSeparator());
        assertThat(jvm.output()).endsWith(Files.readString(file()));
        assertThat(jvm.status()).isEqualTo(HangReporter.STATUS);
    }
}
