// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.micrometer;

import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.scheduler.CarrierScheduler;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * All meters as a registry has them, and as Prometheus gets them.
 *
 * @param meters by name
 * @param samples the names that a scrape answers with, and the labels of each
 */
record Scrape(Map<String, Meter> meters, Map<String, Set<String>> samples) {

    private static final Pattern SAMPLE = Pattern.compile("(?m)^(\\w+)(?:\\{(.*)})? \\S+$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

    /** What there is while a reclaimer and a scheduler are measured. */
    static Scrape ofAllMeters() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (Reclaimer reclaimer = Reclaimer.create();
                ReclaimerMetrics _ = ReclaimerMetrics.monitor(registry, reclaimer);
                GracePeriodMetrics _ = GracePeriodMetrics.monitor(registry);
                CarrierScheduler scheduler = CarrierScheduler.create();
                SchedulerMetrics _ = SchedulerMetrics.monitor(registry, scheduler)) {
            Map<String, Meter> meters = new TreeMap<>();
            registry.getMeters().forEach(meter -> meters.put(meter.getId().getName(), meter));
            return new Scrape(meters, samplesOf(registry.scrape()));
        }
    }

    private static Map<String, Set<String>> samplesOf(String text) {
        Map<String, Set<String>> samples = new TreeMap<>();
        Matcher sample = SAMPLE.matcher(text);
        while (sample.find()) {
            Set<String> labels = samples.computeIfAbsent(sample.group(1), _ -> new TreeSet<>());
            LABEL.matcher(Objects.requireNonNullElse(sample.group(2), "")).results()
                    .forEach(label -> labels.add(label.group(1)));
        }
        return samples;
    }

    /** The name with which the samples of a meter begin. */
    static String prefixOf(Meter meter) {
        String name = meter.getId().getName().replace('.', '_');
        String unit = "_" + meter.getId().getBaseUnit();
        return name.endsWith(unit) ? name : name + unit;
    }

    static String kindOf(Meter meter) {
        return meter instanceof Gauge ? "gauge" : meter instanceof FunctionTimer ? "timer" : "counter";
    }

    /** A folder or file of the repository. */
    static Path repository(String path) {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/metrics.md"))) {
            folder = Objects.requireNonNull(folder.getParent(), "the page lies in no folder above this one");
        }
        return folder.resolve(path);
    }
}
