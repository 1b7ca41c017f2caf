// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the {@code java} on the path is an older one, each of our entry points says so in one sentence. */
class OlderJavaTest {

    private static final int NEEDED = 25;

    @TempDir
    private Path directory;

    @BeforeEach
    void theJavaOnThePathIsOlder() throws Exception {
        Started version;
        try {
            version = java("-XshowSettings:properties", "-version");
        } catch (IOException e) {
            assumeTrue(false, "there is no java on the path: " + e);
            return;
        }
        String specification = version.complained().stream().filter(line -> line.contains("java.specification.version"))
                .findFirst().orElseThrow().replaceAll(".*= (1\\.)?", "");
        assumeTrue(Integer.parseInt(specification) < NEEDED, "the java on the path is Java " + specification);
    }

    @Test
    void theToolOfTheJar() throws Exception {
        for (String command : List.of("doctor", "flags")) {
            assertRefuses(java("-jar", ConsumerTest.scheduler().toString(), command), 1);
        }
    }

    @Test
    void theToolOnTheModulePath() throws Exception {
        assertRefuses(java("-p", ConsumerTest.scheduler().toString(), "-m", "dev.stillpoint.scheduler", "doctor"), 1);
    }

    @Test
    void theLauncher() throws Exception {
        assertRefuses(java("-cp", ConsumerTest.classPath(), "dev.stillpoint.scheduler.Launch", "com.example.Main"),
                78);
    }

    /** The agent lets the program start, which may need no JDK 25. */
    @Test
    void theAgent() throws Exception {
        Started program = java("-javaagent:" + ConsumerTest.scheduler(), "-version");

        assertThat(program.complained()).filteredOn(line -> line.contains("JDK 25")).hasSize(1);
        assertThat(program.complained()).noneMatch(line -> line.contains("\tat "));
        assertThat(program.status()).isZero();
    }

    private static void assertRefuses(Started program, int status) {
        List<String> said = new ArrayList<>(program.printed());
        said.addAll(program.complained());
        assertThat(said).hasSize(1);
        assertThat(said.getFirst()).contains("needs JDK 25", "this is Java ");
        assertThat(program.status()).isEqualTo(status);
    }

    private Started java(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("java"));
        command.addAll(List.of(words));
        return Started.run(directory, command);
    }
}
