// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.modules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.fixture.SchedulerJar;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The classes with which {@code java} starts are those that an older one can load, and no other class is. */
class OlderJavaTest {

    private static final int JAVA_8 = 52;
    private static final int JAVA_17 = 61;
    private static final String HERE = CarrierScheduler.class.getPackageName().replace('.', '/') + "/";

    @TempDir
    private Path directory;

    @Test
    void exactlyTheseAreCompiledForJava8() throws Exception {
        Set<String> forJava8 = new TreeSet<>();
        try (JarFile jar = new JarFile(SchedulerJar.in(directory).toFile())) {
            for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements();) {
                JarEntry entry = entries.nextElement();
                if (entry.getName().endsWith(".class")) {
                    int version = version(jar, entry);
                    if (version == JAVA_8) {
                        forJava8.add(entry.getName().replace(HERE, ""));
                    } else {
                        assertThat(version).as(entry.getName()).isEqualTo(
                                entry.getName().equals("module-info.class") ? JAVA_17 : 69);
                    }
                }
            }
        }

        assertThat(forJava8).containsExactly("Agent.class", "Launch.class", "support/OlderJava.class",
                "tool/Main.class");
    }

    private static int version(JarFile jar, JarEntry entry) throws IOException {
        try (InputStream in = jar.getInputStream(entry)) {
            return in.readNBytes(8)[7];
        }
    }

    /** The {@code java} on the path may be of any age. */
    @Test
    void theJavaOnThePathPrintsASentence() throws Exception {
        Path printed = directory.resolve("printed.txt");
        Process process = new ProcessBuilder("java", "-jar", SchedulerJar.in(directory).toString(), "doctor")
                .redirectErrorStream(true).redirectOutput(printed.toFile()).start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }

        assertThat(printed).content().contains("JDK 25").doesNotContain("\tat ");
        assertThat(process.exitValue()).isEqualTo(1);
    }
}
