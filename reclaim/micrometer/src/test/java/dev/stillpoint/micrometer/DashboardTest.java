// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The dashboard and the alert rules ask for what a scrape answers with, and leave nothing out without saying so. */
class DashboardTest {

    private static final Pattern METRIC = Pattern.compile("\\bstillpoint_\\w+");
    /** A metric with its selector, or without one. */
    private static final Pattern SELECTED = Pattern.compile("\\b(stillpoint_\\w+)(?:\\{([^}]*)})?");
    private static final Pattern LABEL = Pattern.compile("(\\w+)\\s*(?:=~|!=|!~|=)");
    private static final Pattern BY = Pattern.compile("\\bby \\(([^)]*)\\)");
    /** A label in a legend, or in the text of an alert. */
    private static final Pattern NAMED = Pattern.compile("\\{\\{\\s*(?:\\$labels\\.)?(\\w+)\\s*}}");
    /** What an alert fills in. */
    private static final Pattern PLACE = Pattern.compile("\\{\\{.*?}}");
    private static final Pattern VALUE = Pattern.compile("(\\w+)=\"([^\"]*)\"");
    private static final Pattern UNSHOWN = Pattern.compile("(?m)^- `(stillpoint\\.[a-z.]+)`$");
    /** What Prometheus adds to every sample. */
    private static final String INSTANCE = "instance";

    private static Scrape scrape;
    private static String page;
    private static Map<String, Object> dashboard;
    private static List<Map<String, Object>> alerts;
    private static Map<String, Object> alertTests;

    @BeforeAll
    static void read() throws IOException {
        scrape = Scrape.ofAllMeters();
        page = Files.readString(Scrape.repository("docs/metrics.md"));
        // JSON is YAML.
        dashboard = parse("docs/metrics/grafana-dashboard.json");
        alerts = new ArrayList<>();
        alertTests = parse("docs/metrics/alerts-test.yml");
        maps(parse("docs/metrics/alerts.yml").get("groups")).forEach(group -> alerts.addAll(maps(group.get("rules"))));
    }

    private static Map<String, Object> parse(String file) throws IOException {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(Scrape.repository(file)));
    }

    @SuppressWarnings("unchecked") // of these two files, which are ours
    private static List<Map<String, Object>> maps(Object list) {
        return (List<Map<String, Object>>) list;
    }

    private static List<Map<String, Object>> panels() {
        return maps(dashboard.get("panels")).stream().filter(panel -> !panel.get("type").equals("row")).toList();
    }

    private static List<Map<String, Object>> targets() {
        return panels().stream().flatMap(panel -> maps(panel.get("targets")).stream()).toList();
    }

    // -- the dashboard

    @Test
    void panelsAskForWhatAScrapeAnswersWith() {
        assertThat(targets()).hasSizeGreaterThan(25).allSatisfy(target -> {
            assertIsAnswered((String) target.get("expr"));
            assertThat(labelsOf((String) target.get("expr")))
                    .containsAll(named((String) target.get("legendFormat")));
        });
        @SuppressWarnings("unchecked") Map<String, Object> templating =
                (Map<String, Object>) dashboard.get("templating");
        assertThat(maps(templating.get("list"))).filteredOn(variable -> variable.get("type").equals("query"))
                .hasSize(3).allSatisfy(variable -> {
                    String query = (String) variable.get("query");
                    assertThat(metrics(query)).hasSize(1).isSubsetOf(scrape.samples().keySet());
                    assertThat(labelsOf(query)).contains((String) variable.get("name"));
                });
    }

    @Test
    void everyMeterIsOnTheDashboardOrSaidNotToBe() {
        Set<String> shown = targets().stream().flatMap(target -> metrics((String) target.get("expr")).stream())
                .collect(Collectors.toSet());
        Set<String> missing = new TreeSet<>();
        for (Meter meter : scrape.meters().values()) {
            String prefix = Scrape.prefixOf(meter);
            if (shown.stream().noneMatch(name -> name.equals(prefix) || name.startsWith(prefix + "_"))) {
                missing.add(meter.getId().getName());
            }
        }

        assertThat(UNSHOWN.matcher(page).results().map(match -> match.group(1)))
                .containsExactlyInAnyOrderElementsOf(missing);
    }

    @Test
    void panelsSayWhatTheyShowAndDoNotOverlap() {
        Set<Object> ids = new HashSet<>();
        Set<Object> places = new HashSet<>();
        assertThat(maps(dashboard.get("panels"))).allSatisfy(panel -> {
            assertThat(ids.add(panel.get("id"))).as("a number of its own").isTrue();
            assertThat(places.add(panel.get("gridPos"))).as("a place of its own").isTrue();
            assertThat((String) panel.get("title")).isNotBlank();
        });
        assertThat(panels()).allSatisfy(panel -> assertThat((String) panel.get("description")).endsWith("."));
    }

    // -- the alerts

    @Test
    void alertsAskForWhatAScrapeAnswersWith() {
        assertThat(alerts).hasSizeGreaterThan(8).allSatisfy(alert -> {
            assertIsAnswered((String) alert.get("expr"));
            @SuppressWarnings("unchecked") Map<String, String> annotations =
                    (Map<String, String>) alert.get("annotations");
            assertThat(annotations).containsOnlyKeys("summary", "description", "runbook");
            annotations.values()
                    .forEach(text -> assertThat(labelsOf((String) alert.get("expr"))).containsAll(named(text)));
        });
    }

    @Test
    void eachAlertHasItsReasonAndWhatToDoOnThePage() {
        List<String> names = alerts.stream().map(alert -> (String) alert.get("alert")).toList();
        assertThat(names).doesNotHaveDuplicates();
        assertThat(Pattern.compile("(?m)^### (Stillpoint\\w+)$").matcher(page).results().map(match -> match.group(1)))
                .containsExactlyElementsOf(names);
        for (Map<String, Object> alert : alerts) {
            String name = (String) alert.get("alert");
            @SuppressWarnings("unchecked") Map<String, String> annotations =
                    (Map<String, String>) alert.get("annotations");
            assertThat(annotations.get("runbook")).isEqualTo("docs/metrics.md#" + name.toLowerCase(Locale.ROOT));
            String section = page.substring(page.indexOf("### " + name)).split("\n### ", 2)[0];
            assertThat(section).contains("\n*Why.* ", "\n*What to do.* ");
        }
    }

    // -- the tests of the alerts, which promtool runs

    @Test
    void eachAlertIsTestedWithAnInstanceThatRaisesItAndOneThatDoesNot() {
        assertThat(alertTests.get("rule_files")).isEqualTo(List.of("alerts.yml"));
        assertThat(maps(alertTests.get("tests")).stream().map(DashboardTest::testedAlert))
                .containsExactlyElementsOf(alerts.stream().map(alert -> alert.get("alert")).toList());
    }

    /** The alert that a test is about; it comes where the test says so, and nowhere before, nor on all instances. */
    private static Object testedAlert(Map<String, Object> test) {
        List<Map<String, Object>> looks = maps(test.get("alert_rule_test"));
        Object name = looks.getFirst().get("alertname");
        assertThat(looks).as("one test for one alert").allSatisfy(
                look -> assertThat(look.get("alertname")).isEqualTo(name));
        assertThat(looks.getFirst()).as("none at first: " + name).doesNotContainKey("exp_alerts");
        Map<String, Object> rule = alerts.stream().filter(alert -> alert.get("alert").equals(name)).findAny()
                .orElseThrow(() -> new AssertionError("no alert: " + name));
        Set<String> ill = new TreeSet<>();
        for (Map<String, Object> look : looks.subList(1, looks.size())) {
            maps(look.get("exp_alerts")).forEach(raised -> ill.add(instanceOfAlert(raised, rule)));
        }
        assertThat(ill).as("instances that raise " + name).isNotEmpty();
        Set<String> instances = maps(test.get("input_series")).stream()
                .map(input -> instanceOfSeries((String) input.get("series"))).collect(Collectors.toSet());
        assertThat(instances).as("instances of " + name).containsAll(ill).hasSizeGreaterThan(ill.size());
        return name;
    }

    /** That of a series, which must look as in a scrape. */
    private static String instanceOfSeries(String series) {
        Matcher form = SELECTED.matcher(series);
        assertThat(form.matches()).as(series).isTrue();
        Map<String, String> labels = new TreeMap<>();
        VALUE.matcher(form.group(2)).results().forEach(label -> labels.put(label.group(1), label.group(2)));
        assertThat(scrape.samples()).containsKey(form.group(1));
        assertThat(labels.keySet()).as(series).isEqualTo(labelsOf(form.group(1)));
        return labels.get(INSTANCE);
    }

    /** That of an alert which is expected; it must say what the rule says. */
    @SuppressWarnings("unchecked") // of these two files, which are ours
    private static String instanceOfAlert(Map<String, Object> raised, Map<String, Object> rule) {
        Map<String, String> labels = (Map<String, String>) raised.get("exp_labels");
        Map<String, String> given = (Map<String, String>) rule.get("labels");
        Set<String> names = labelsOf((String) rule.get("expr"));
        names.addAll(given.keySet());
        assertThat(labels).containsOnlyKeys(names).containsAllEntriesOf(given);
        Map<String, String> told = (Map<String, String>) raised.get("exp_annotations");
        Map<String, String> texts = (Map<String, String>) rule.get("annotations");
        assertThat(told).containsOnlyKeys(texts.keySet());
        texts.forEach((name, text) -> assertThat(told.get(name)).matches(
                Stream.of(PLACE.split(text, -1)).map(Pattern::quote).collect(Collectors.joining("\\S.*"))));
        return labels.get(INSTANCE);
    }

    // -- expressions

    private static void assertIsAnswered(String expression) {
        assertThat(metrics(expression)).as(expression).isNotEmpty().isSubsetOf(scrape.samples().keySet());
        assertThat(expression.chars().filter(c -> c == '(').count()).as(expression)
                .isEqualTo(expression.chars().filter(c -> c == ')').count());
        for (MatchResult selected : SELECTED.matcher(expression).results().toList()) {
            if (selected.group(2) != null) {
                LABEL.matcher(selected.group(2)).results().map(label -> label.group(1))
                        .filter(label -> !label.equals(INSTANCE))
                        .forEach(label -> assertThat(scrape.samples().get(selected.group(1))).contains(label));
            }
            boolean counts = selected.group(1).endsWith("_total") || selected.group(1).endsWith("_count")
                    || selected.group(1).endsWith("_sum");
            String before = expression.substring(0, selected.start());
            assertThat(before.endsWith("rate(") || before.endsWith("increase(") || before.startsWith("label_values("))
                    .as("a rate of a counter, and of nothing else: " + expression).isEqualTo(counts);
        }
    }

    private static Set<String> metrics(String expression) {
        return METRIC.matcher(expression).results().map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The labels of what an expression answers with. */
    private static Set<String> labelsOf(String expression) {
        Set<String> labels = new TreeSet<>(Set.of(INSTANCE));
        List<MatchResult> grouped = BY.matcher(expression).results().toList();
        if (grouped.isEmpty()) {
            metrics(expression).forEach(metric -> labels.addAll(scrape.samples().get(metric)));
        } else {
            grouped.forEach(by -> labels.addAll(List.of(by.group(1).split(",\\s*"))));
        }
        return labels;
    }

    /** The labels that a text names. */
    private static Set<String> named(String text) {
        return NAMED.matcher(text).results().map(match -> match.group(1)).collect(Collectors.toSet());
    }
}
