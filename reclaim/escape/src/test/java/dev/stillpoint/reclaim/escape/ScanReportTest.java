// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.reclaim.escape.policy.ScanPolicy;
import dev.stillpoint.reclaim.escape.report.EscapeKind;
import dev.stillpoint.reclaim.escape.report.Finding;
import dev.stillpoint.reclaim.escape.report.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The reports. A log of SARIF is held here to what the standard demands of the objects that we write; the official
 * schema is not part of the repository.
 */
class ScanReportTest {

    private static final Path SOURCES = Path.of("src/test/java");

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private int run(String... args) {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream());
        return ScanCommand.run(new PrintStream(out, true, StandardCharsets.UTF_8), nowhere, args);
    }

    private static String samples() throws Exception {
        return ForkSamples.directoryOf(ScanReportTest.class).resolve("dev/stillpoint/reclaim/escape/sample").toString();
    }

    private static List<Finding> findings() throws Exception {
        return EscapeScanner.of(ScanPolicy.defaults()).scan(Path.of(samples()));
    }

    private static Map<String, Object> parsed(Path file) throws Exception {
        return object(JsonText.parse(Files.readString(file)));
    }

    @SuppressWarnings("unchecked") // JSON objects have names
    private static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }

    private static List<Map<String, Object>> objects(Object value) {
        return ((List<?>) value).stream().map(ScanReportTest::object).toList();
    }

    @Test
    void theReportsSayWhatIsPrinted() throws Exception {
        Path text = directory.resolve("deep/down/escapes.txt");
        Path json = directory.resolve("escapes.json");
        Path sarif = directory.resolve("escapes.sarif");

        assertThat(run("--report", text.toString(), "--report", json.toString(), "--report", sarif.toString(),
                samples())).isEqualTo(1);

        List<String> printed = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(Files.readAllLines(text)).startsWith(printed.toArray(String[]::new)).hasSize(printed.size() + 1)
                .last().asString().startsWith("Scanned: ");
        assertThat(objects(parsed(json).get("findings"))).extracting(finding -> finding.get("class")).hasSameSizeAs(
                printed);
        assertThat(objects(run(sarif).get("results"))).hasSameSizeAs(printed);
    }

    @Test
    void jsonHasAllOfAFinding() throws Exception {
        Path json = directory.resolve("escapes.json");
        run("--report", json.toString(), "--exempt", "FIELD:com.example.Gone", samples());

        assertThat(objects(parsed(json).get("findings"))).map(ScanReportTest::finding)
                .containsExactlyElementsOf(findings());
        assertThat(parsed(json)).containsEntry("stale", List.of("FIELD:com.example.Gone"))
                .containsEntry("exempt", 0)
                .containsKeys("classes", "sections", "unreadable", "missing", "shadowed", "faults");
    }

    private static Finding finding(Map<String, Object> json) {
        return new Finding(EscapeKind.valueOf((String) json.get("kind")), (String) json.get("class"),
                (String) json.get("method"), (String) json.get("file"), (Integer) json.get("line"),
                (String) json.get("what"), (String) json.get("where"));
    }

    private Map<String, Object> run(Path log) throws Exception {
        Map<String, Object> whole = parsed(log);
        assertThat(whole).containsOnlyKeys("$schema", "version", "runs").containsEntry("version", "2.1.0");
        return objects(whole.get("runs")).getFirst();
    }

    @Test
    void aSarifLogHasWhatTheStandardDemands() throws Exception {
        Path log = directory.resolve("escapes.sarif.json");
        run("--report", log.toString(), "--sources", SOURCES.toString(), samples());
        Map<String, Object> run = run(log);

        Map<String, Object> driver = object(object(run.get("tool")).get("driver"));
        assertThat(driver).containsEntry("name", "stillpoint-escape");
        assertThat(objects(driver.get("rules"))).extracting(rule -> rule.get("id"))
                .containsExactly(Arrays.stream(EscapeKind.values()).map(EscapeKind::name).toArray());
        assertThat(objects(driver.get("rules"))).allSatisfy(rule -> {
            assertThat(object(rule.get("shortDescription"))).containsKey("text");
            assertThat(object(rule.get("help")).get("text").toString()).endsWith(".").doesNotContain("..");
            assertThat(object(rule.get("defaultConfiguration")).get("level")).isIn("warning", "error");
        });
        assertThat(objects(run.get("invocations"))).singleElement()
                .satisfies(invocation -> assertThat(invocation).containsEntry("executionSuccessful", true));
        assertThat(objects(run.get("results"))).allSatisfy(result -> {
            assertThat(result.get("ruleId")).isEqualTo(
                    objects(driver.get("rules")).get((Integer) result.get("ruleIndex")).get("id"));
            assertThat(result.get("level")).isIn("warning", "error");
            assertThat(object(result.get("message")).get("text").toString()).contains(". To fix: ").endsWith(".");
            assertThat(object(result.get("partialFingerprints"))).hasSize(1);
            Map<String, Object> location = objects(result.get("locations")).getFirst();
            Map<String, Object> physical = object(location.get("physicalLocation"));
            assertThat((Integer) object(physical.get("region")).get("startLine")).isPositive();
            assertThat(Path.of((String) object(physical.get("artifactLocation")).get("uri"))).exists();
        });
    }

    @Test
    void whereSourcesAreUnknownTheLinksAreRelativeToTheirRoot() throws Exception {
        Path log = directory.resolve("escapes.sarif");
        run("--report", log.toString(), samples());

        assertThat(objects(run(log).get("results"))).allSatisfy(result -> {
            Map<String, Object> location = objects(result.get("locations")).getFirst();
            Map<String, Object> artifact =
                    object(object(location.get("physicalLocation")).get("artifactLocation"));
            assertThat(artifact).containsEntry("uriBaseId", "SRCROOT");
            assertThat(SOURCES.resolve((String) artifact.get("uri"))).exists();
        });
    }

    @Test
    void fingerprintsStayWhenLinesMove() throws Exception {
        String source = """
                import dev.stillpoint.reclaim.QsbrReference;
                import dev.stillpoint.reclaim.ReadGuard;
                import dev.stillpoint.reclaim.Reclaimable;
                import dev.stillpoint.reclaim.ScopedQsbr;
                class Moved {
                    Object kept;
                    void read(QsbrReference<Reclaimable> reference) {
                        ScopedQsbr.run(() -> { kept = reference.get(); });
                        try (ReadGuard guard = ScopedQsbr.open()) { kept = reference.get(guard); }
                    }
                }
                """;
        assertThat(fingerprints("before", source)).hasSize(2).doesNotHaveDuplicates()
                .isEqualTo(fingerprints("after", "\n\n" + source.replace("Object kept;", "Object kept;\n\n")));
    }

    private List<Object> fingerprints(String name, String source) throws Exception {
        Path log = directory.resolve(name + ".sarif");
        run("--report", log.toString(), Sources.compile(directory.resolve(name), "Moved", source).toString());
        return objects(run(log).get("results")).stream().map(result -> result.get("partialFingerprints")).toList();
    }

    @Test
    void whatCouldNotBeScannedIsNotified() throws Exception {
        Path damaged = Files.write(directory.resolve("Damaged.class"), new byte[] {1, 2, 3});
        Path log = directory.resolve("escapes.sarif");
        assertThat(run("--report", log.toString(), "--exempt", "FIELD:com.example.Gone", damaged.toString(), samples()))
                .isEqualTo(2);

        Map<String, Object> invocation = objects(run(log).get("invocations")).getFirst();
        assertThat(invocation).containsEntry("executionSuccessful", false);
        assertThat(objects(invocation.get("toolExecutionNotifications")))
                .extracting(each -> each.get("level") + " " + object(each.get("message")).get("text"))
                .anyMatch(each -> each.startsWith("error Cannot scan: " + damaged))
                .anyMatch(each -> each.startsWith("warning The exemption FIELD:com.example.Gone covers nothing"));
    }

    @Test
    void aReportThatCannotBeWrittenOrHasNoFormatIsAnError() throws Exception {
        Path taken = Files.writeString(directory.resolve("taken"), "");

        assertThat(run("--report", "escapes.xml", samples())).isEqualTo(2);
        assertThat(run("--report", taken.resolve("escapes.txt").toString(), samples())).isEqualTo(2);
    }

    @Test
    void jsonEscapesWhatItMust() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("quote \" and \\", List.of());
        all.put("controls \n\r\t\0\u001f", Map.of());
        all.put("half a pair \ud83d", List.of("\udc00 x", "pair \ud83d\udc00", "\u2028 é"));
        all.put("numbers", List.of(-1, true, List.of(0)));
        String text = Json.write(all);

        assertThat(JsonText.parse(text)).isEqualTo(all);
        assertThat(text).contains("\\u0000", "\\u001f", "\\ud83d", "\\udc00", "\ud83d\udc00").endsWith("\n")
                .doesNotContain("\ud83d\"");
        assertThatThrownBy(() -> Json.write(Stream.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
