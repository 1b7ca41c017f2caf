// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.jcstress;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;

/**
 * JCStress in a process of its own: its launcher keeps the JVM modes that it found in static fields, so a second run in
 * one process would repeat those of the first.
 *
 * @param directory where it runs and writes; what an earlier run left there is deleted
 * @param arguments for its launcher, but for the tests
 */
record JcstressProcess(Path directory, List<String> arguments) {

    private static final String RESULTS = "jcstress-results-*.bin.gz";

    Path log() {
        return directory.resolve("jcstress.log");
    }

    /**
     * Runs the tests with these names and waits.
     *
     * @return their results; none for a test that cannot run here
     */
    Collection<TestResult> run(Collection<String> tests) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        for (Path stale : resultFiles()) {
            Files.delete(stale);
        }
        List<String> command =
                new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED", "-cp", absoluteClassPath(), "org.openjdk.jcstress.Main",
                        "-t",
                        tests.stream().map(Pattern::quote).collect(Collectors.joining("|", "^(", ")$"))));
        command.addAll(arguments);
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true)
                .redirectOutput(log().toFile()).start().waitFor();
        return read(resultFiles());
    }

    /** The process runs in another directory. */
    private static String absoluteClassPath() {
        String separator = System.getProperty("path.separator");
        return Pattern.compile(separator, Pattern.LITERAL).splitAsStream(System.getProperty("java.class.path"))
                .map(element -> Path.of(element).toAbsolutePath().toString()).collect(Collectors.joining(separator));
    }

    private static Collection<TestResult> read(List<Path> files) throws IOException {
        InProcessCollector collector = new InProcessCollector();
        for (Path file : files) {
            DiskReadCollector reader = new DiskReadCollector(file.toString(), collector);
            try {
                reader.dump();
            } catch (ClassNotFoundException e) {
                throw new IOException(file + " was written by another version of JCStress", e);
            } finally {
                reader.close();
            }
        }
        return Collections.unmodifiableCollection(collector.getTestResults());
    }

    private List<Path> resultFiles() throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, RESULTS)) {
            files.forEach(found::add);
        }
        return found;
    }
}
