// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.Launch;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A launched program that leaves the library's own threads behind ends as with {@code java}. */
class LaunchedReclaimerTest {

    private static final int PATIENCE_SECONDS = 60;

    @Test
    void aReclaimerThatWasNeverClosedDoesNotKeepTheJvm(@TempDir Path directory) throws Exception {
        Path printed = directory.resolve("printed.txt");
        Process jvm = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.lang=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path"), Launch.class.getName(), LeavesAReclaimer.class.getName())
                .redirectErrorStream(true).redirectOutput(printed.toFile()).start();
        try {
            assertThat(jvm.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("ended").isTrue();
        } finally {
            jvm.destroyForcibly();
        }

        assertThat(printed).hasContent("freed");
        assertThat(jvm.exitValue()).isZero();
    }

    /** The program. */
    static final class LeavesAReclaimer {

        private LeavesAReclaimer() {
        }

        public static void main(String[] args) throws InterruptedException {
            Reclaimer reclaimer = Reclaimer.create();
            QsbrReference<Version> reference = QsbrReference.of(reclaimer, new Version("first"));
            ScopedQsbr.run(reference::get);
            reference.replace(new Version("second"));
            reclaimer.barrier();
            System.out.println("freed");
        }
    }
}
