// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape;

import dev.stillpoint.reclaim.escape.policy.ScanPolicy;
import dev.stillpoint.reclaim.escape.report.Finding;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Samples and where their classes are.
 *
 * @param sources the source files
 * @param classes directories of their class files
 */
record Samples(List<Path> sources, List<Path> classes) {

    private static final String PACKAGE = "dev/stillpoint/reclaim/escape/sample";
    private static final List<String> UNSEEN = List.of("shop", "rail", "atlas", "port");
    private static final Path SOURCES = Path.of("src/test/java", PACKAGE);

    /** All of this module. The forks are compiled into the directory. */
    static Samples all(Path directory) throws IOException, URISyntaxException {
        ForkSamples.compileInto(directory);
        return new Samples(Stream.concat(javaFiles(SOURCES).stream(), Stream.of(ForkSamples.SOURCE)).toList(),
                List.of(compiled(PACKAGE), directory));
    }

    /** Those that were written before anybody looked at what the rules make of them. */
    static Samples unseen() throws IOException, URISyntaxException {
        List<Path> sources = new ArrayList<>();
        List<Path> classes = new ArrayList<>();
        for (String folder : UNSEEN) {
            sources.addAll(javaFiles(SOURCES.resolve(folder)));
            classes.add(compiled(PACKAGE + "/" + folder));
        }
        return new Samples(sources, classes);
    }

    /** Kotlin's, which a profile of the build compiles into the directory. */
    static Samples kotlin(Path directory) throws IOException {
        return new Samples(files(Path.of("src/kotlin"), ".kt"), List.of(directory));
    }

    private static Path compiled(String folder) throws URISyntaxException {
        return ForkSamples.directoryOf(Samples.class).resolve(folder);
    }

    private static List<Path> javaFiles(Path folder) throws IOException {
        return files(folder, ".java");
    }

    private static List<Path> files(Path folder, String end) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
        }
    }

    List<Finding> scan() throws IOException {
        return EscapeScanner.of(ScanPolicy.defaults()).scan(classes.toArray(Path[]::new));
    }
}
