// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a small file to keep of the large one that JMH writes. It has the same rows in the same format, so whatever
 * reads the one reads the other; the single measurements, which are most of the large file, are left out.
 *
 * <pre>{@code java -cp stress/target/stress.jar dev.stillpoint.stress.bench.RecordedResults in.json out.json}</pre>
 *
 * <p>Those are {@code rawData} and {@code rawDataHistogram} of each metric. The folder of the JVM is left out too.
 * Everything else stays: scores, errors, confidence intervals and percentiles with all of their digits, modes, threads,
 * forks, iterations, parameters, the versions and the arguments of the JVM.
 */
public final class RecordedResults {

    private static final Set<String> MEASUREMENTS = Set.of("rawData", "rawDataHistogram");

    private RecordedResults() {
    }

    /** Writes the small file. Ends with the status 2 and one line when a file is missing or is none of JMH's. */
    public static void main(String... args) throws IOException {
        if (args.length != 2) {
            ResultFile.refuse("Use: java -cp stress.jar " + RecordedResults.class.getName() + " in.json out.json");
            return;
        }
        ResultFile.convert(args[0], args[1], RecordedResults::of);
    }

    /**
     * The small file. That of a small file is the same again.
     *
     * @param json what JMH wrote with {@code -rf json}
     * @throws IllegalArgumentException if it is not what JMH writes
     */
    static String of(String json) {
        return JsonText.of(JmhRow.resultsIn(json).stream().map(RecordedResults::kept).toList());
    }

    private static Map<?, ?> kept(Map<?, ?> result) {
        Map<Object, @Nullable Object> kept = new LinkedHashMap<>(result);
        kept.computeIfPresent("jvm", (_, path) -> path.toString().replaceFirst(".*[/\\\\]", ""));
        kept.compute("primaryMetric", (_, metric) -> withoutMeasurements(metric));
        kept.computeIfPresent("secondaryMetrics", (_, metrics) -> {
            Map<Object, @Nullable Object> all = new LinkedHashMap<>(JmhRow.map(metrics));
            all.replaceAll((_, metric) -> withoutMeasurements(metric));
            return all;
        });
        return kept;
    }

    private static Map<?, ?> withoutMeasurements(@Nullable Object metric) {
        Map<Object, @Nullable Object> kept = new LinkedHashMap<>(JmhRow.map(metric));
        kept.keySet().removeAll(MEASUREMENTS);
        return kept;
    }
}
