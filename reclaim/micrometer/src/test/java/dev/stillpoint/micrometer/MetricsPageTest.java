// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.reclaim.Reclaimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/metrics.md} lists the meters that there are, and shows code that runs. */
class MetricsPageTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(stillpoint\\.[a-z.]+)` \\|.*$");
    /** A block of code that is copied from a file. SnippetsTest sees to it that it is as in the file. */
    private static final Pattern CODE = Pattern.compile("(?m)^<!-- [^#\\s]+#(\\S+) -->\\n```java$");

    private final String page = read(Scrape.repository("docs/metrics.md"));

    @Test
    void theTablesAreWhatTheRegistryHas() {
        List<String> rows = ROW.matcher(page).results().map(MatchResult::group).toList();
        List<String> expected = Scrape.ofAllMeters().meters().values().stream().map(MetricsPageTest::row).toList();

        assertThat(expected).hasSizeGreaterThan(30);
        assertThat(rows).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static String row(Meter meter) {
        return "| `%s` | %s | %s | %s |".formatted(meter.getId().getName(), Scrape.kindOf(meter),
                meter.getId().getBaseUnit(), meter.getId().getDescription());
    }

    @Test
    void theNamesForPrometheusAreMadeAsThePageSays() {
        Scrape scrape = Scrape.ofAllMeters();
        List<String> expected = new ArrayList<>();
        scrape.meters().values().forEach(meter -> {
            String prefix = Scrape.prefixOf(meter);
            switch (Scrape.kindOf(meter)) {
                case "timer" -> expected.addAll(List.of(prefix + "_count", prefix + "_sum"));
                case "counter" -> expected.add(prefix + "_total");
                default -> expected.add(prefix);
            }
        });
        assertThat(scrape.samples().keySet()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(page).contains("stillpoint_reclaimer_retired_bytes_total");
        assertThat(expected).contains("stillpoint_reclaimer_retired_bytes_total");
    }

    @Test
    void theCodeThatTheTestsRunIsShown() {
        List<String> shown = CODE.matcher(page).results().map(block -> block.group(1)).toList();

        assertThat(shown).containsExactly("plain", "distribution", "metrics", "readiness");
        assertThat(page.split("```java", -1)).as("blocks of code that say where they are from")
                .hasSize(shown.size() + 1);
    }

    @Test
    void thePageOfThePublicApiListsTheBinders() throws Exception {
        Path classes = Path.of(ReclaimerMetrics.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                .resolve("dev/stillpoint/micrometer");
        List<String> types = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(classes, "*.class")) {
            for (Path file : files) {
                String name = file.getFileName().toString().replace(".class", "");
                if (Modifier.isPublic(Class.forName("dev.stillpoint.micrometer." + name).getModifiers())) {
                    types.add(name);
                }
            }
        }
        String api = read(Scrape.repository("docs/public-api.md"));
        String section = api.split("\n## `dev.stillpoint.micrometer`\n", 2)[1].split("\n## ", 2)[0];

        assertThat(Pattern.compile("(?m)^\\| `(\\w+)` \\| \\w").matcher(section).results().map(row -> row.group(1)))
                .containsExactlyInAnyOrderElementsOf(types);
    }

    // -- the code of the page

    @Test
    void theProgramIsMeasuredWhileItRuns() throws InterruptedException {
        MeterRegistry registry = new SimpleMeterRegistry();
        AtomicReference<Double> started = new AtomicReference<>();
        MetricsUsage.plain(registry, () -> started.set(
                registry.get("stillpoint.scheduler.started.threads").functionCounter().count()));

        assertThat(started.get()).isEqualTo(1);
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void theListenerRecordsADistribution() throws InterruptedException {
        MeterRegistry registry = new SimpleMeterRegistry();
        try (Reclaimer reclaimer = MetricsUsage.distribution(registry)) {
            reclaimer.barrier();
        }
        assertThat(registry.get("my.grace.period.waits").timer().count()).isPositive();
    }

    @Test
    void theProbeAnswers() {
        Reclaimer reclaimer = Reclaimer.create();
        assertThat(MetricsUsage.readiness(reclaimer)).startsWith("200 ");
        reclaimer.close();
        assertThat(MetricsUsage.readiness(reclaimer)).startsWith("503 It is closed");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
