// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One row of a JMH result file.
 *
 * @param panel the rows that can be compared: benchmark class, and what is measured
 * @param label the method and its parameters
 * @param contestant the value of the parameter {@code scheduler}, else the method
 * @param score the mean, or the 99th percentile of a row that sampled
 * @param error half of the 99.9 % confidence interval; 0 where there is none
 * @param unit of score and error
 */
record JmhRow(String panel, String label, String contestant, double score, double error, String unit) {

    private static final String CONTESTANT = "scheduler";

    /**
     * All rows of a file that JMH wrote with {@code -rf json}, those of a panel together.
     *
     * @throws IllegalArgumentException if it is not such a file
     */
    static List<JmhRow> allOf(String json) {
        Map<String, List<JmhRow>> panels = new TreeMap<>();
        for (Map<?, ?> result : resultsIn(json)) {
            JmhRow row = of(result);
            panels.computeIfAbsent(row.panel, _ -> new ArrayList<>()).add(row);
        }
        return panels.values().stream().flatMap(List::stream).toList();
    }

    /**
     * All that JMH wrote of each row, in the order of the file.
     *
     * @throws IllegalArgumentException if it is not such a file
     */
    static List<? extends Map<?, ?>> resultsIn(String json) {
        if (Json.parse(json) instanceof List<?> results) {
            return results.stream().map(JmhRow::map).toList();
        }
        throw new IllegalArgumentException("Not a JMH result: a list of benchmarks is expected.");
    }

    private static JmhRow of(Map<?, ?> result) {
        String[] name = string(result, "benchmark").split("\\.", -1);
        String method = name[name.length - 1];
        String type = name[Math.max(0, name.length - 2)];
        Map<?, ?> params = result.get("params") instanceof Map<?, ?> given ? given : Map.of();
        Map<?, ?> metric = map(result.get("primaryMetric"));
        boolean sampled = string(result, "mode").equals("sample");
        Object score = sampled ? map(metric.get("scorePercentiles")).get("99.0") : metric.get("score");
        double error = sampled ? 0 : number(metric.get("scoreError"));
        String unit = string(metric, "scoreUnit");
        return new JmhRow(type + (sampled ? ", 99th percentile" : "") + " [" + unit + "]", label(method, params),
                params.get(CONTESTANT) instanceof String contestant ? contestant : method, number(score),
                Double.isNaN(error) ? 0 : error, unit);
    }

    private static String label(String method, Map<?, ?> params) {
        StringBuilder label = new StringBuilder(method);
        params.forEach((name, value) -> label.append(name.equals(CONTESTANT) ? " " + value : " " + name + "=" + value));
        return label.toString();
    }

    /** JMH writes NaN as a string. */
    private static double number(@Nullable Object value) {
        return value instanceof Double number ? number : Double.NaN;
    }

    private static String string(Map<?, ?> object, String name) {
        if (object.get(name) instanceof String string) {
            return string;
        }
        throw new IllegalArgumentException("Not a JMH result: \"%s\" is missing.".formatted(name));
    }

    static Map<?, ?> map(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new IllegalArgumentException("Not a JMH result: an object is expected, not %s.".formatted(value));
    }
}
