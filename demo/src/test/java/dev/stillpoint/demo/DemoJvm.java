// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The demo in a JVM of its own. Its output is read while it runs. */
final class DemoJvm implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 90;

    private final Process process;
    private final BufferedReader out;
    private final List<String> lines = new ArrayList<>();

    private DemoJvm(Process process) {
        this.process = process;
        this.out = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts the demo with arguments, with those flags of the JVM besides the ones in the jar's manifest. */
    static DemoJvm start(List<String> flags, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--add-opens=java.base/java.lang=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // Flags that come from outside would hide what is missing.
        builder.environment().keySet().removeAll(List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS"));
        return new DemoJvm(builder.start());
    }

    /** Reads on until a line contains the text. */
    void readUntil(String text) throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            lines.add(line);
            if (line.contains(text)) {
                return;
            }
        }
        throw new AssertionError("The demo ended without saying \"" + text + "\": " + lines);
    }

    /** Tells it to end, as Ctrl-C does. */
    void interrupt() {
        process.toHandle().destroy(); // Process.destroy would close the stream, too
    }

    /** Waits until it has ended, and returns its status. Fails if it does not end. */
    int status() throws IOException, InterruptedException {
        Thread killer = Thread.ofPlatform().daemon().start(() -> {
            try {
                if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            lines.add(line);
        }
        int status = process.waitFor();
        killer.join();
        assertThat(status).as("it was killed, for it did not end: %s", lines).isNotEqualTo(128 + 9);
        return status;
    }

    /** What it has said. */
    List<String> lines() {
        return lines;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
