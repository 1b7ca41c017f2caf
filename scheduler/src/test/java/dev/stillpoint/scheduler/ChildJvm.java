// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A finished run of a main class in a JVM of its own, with the flags that the test chooses.
 *
 * @param status the exit status
 * @param output everything that it printed, on both streams
 */
public record ChildJvm(int status, String output) {
    public static final String OPENS = "--add-opens=java.base/java.lang=ALL-UNNAMED";

    private static final int PATIENCE_SECONDS = 60;

    /** Runs {@code main} without arguments. */
    public static ChildJvm run(Class<?> main, String... flags) throws IOException, InterruptedException {
        return run(main, List.of(), flags);
    }

    /** Runs {@code main} on the JDK and the class path of this JVM; fails when it does not end. */
    public static ChildJvm run(Class<?> main, List<String> arguments, String... flags)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(flags));
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        words.addAll(arguments);
        return java(Map.of(), words);
    }

    /** Runs the {@code java} of this JVM with these words; fails when it does not end. */
    public static ChildJvm java(String... words) throws IOException, InterruptedException {
        return java(Map.of(), List.of(words));
    }

    /** The same with further variables of the environment. */
    public static ChildJvm java(Map<String, String> environment, List<String> words)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(words);
        Path printed = Files.createTempFile("child-jvm", ".txt");
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(printed.toFile());
            // Flags that come from outside would hide what is missing.
            builder.environment().keySet().removeAll(List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS"));
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                fail("%s does not end; it printed:%n%s", words, Files.readString(printed));
            }
            return new ChildJvm(process.exitValue(), Files.readString(printed));
        } finally {
            Files.delete(printed);
        }
    }
}
