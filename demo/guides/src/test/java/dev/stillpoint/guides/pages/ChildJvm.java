// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of its own that has ended.
 *
 * @param status its exit status
 * @param lines what it printed, to either stream
 */
record ChildJvm(int status, List<String> lines) {

    private static final int PATIENCE_SECONDS = 120;

    /** Runs a class with the flags of the README and further ones. What it prints must fit into a pipe. */
    static ChildJvm run(Class<?> main, String... flags) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(List.of(flags));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeAll(List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS"));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("%s ends", main).isTrue();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new ChildJvm(process.exitValue(), printed.lines().toList());
        } finally {
            process.destroyForcibly();
        }
    }
}
