// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files in {@code docs/benchmarks} are what the programs make that its page names. */
class BenchmarkFilesTest {

    private static final Path RESULTS = Path.of("../docs/benchmarks");
    private static final Pattern TITLE = Pattern.compile("class=\"title\"[^>]*>([^<]*)<");

    @Test
    void everyResultIsRecorded() throws IOException {
        for (Path file : filesEndingWith(".json")) {
            String kept = Files.readString(file);

            assertThat(RecordedResults.of(kept).equals(kept))
                    .as("%s is as %s writes it; see docs/benchmarks/README.md", file,
                            RecordedResults.class.getSimpleName())
                    .isTrue();
        }
    }

    @Test
    void everyChartShowsTheResultsBesideIt() throws IOException {
        for (Path file : filesEndingWith(".svg")) {
            String svg = Files.readString(file);
            String results = Files.readString(Path.of(file.toString().replaceFirst("svg$", "json")));

            String drawn = Chart.draw(results, titleOf(svg));
            assertThat(svg.lines().toList().equals(drawn.lines().toList()))
                    .as("%s is drawn of the results beside it; see docs/benchmarks/README.md", file).isTrue();
        }
    }

    private static List<Path> filesEndingWith(String suffix) throws IOException {
        try (Stream<Path> files = Files.list(RESULTS)) {
            List<Path> found = files.filter(file -> file.toString().endsWith(suffix)).toList();
            assertThat(found).isNotEmpty();
            return found;
        }
    }

    private static String titleOf(String svg) {
        Matcher title = TITLE.matcher(svg);
        assertThat(title.find()).isTrue();
        return title.group(1);
    }
}
