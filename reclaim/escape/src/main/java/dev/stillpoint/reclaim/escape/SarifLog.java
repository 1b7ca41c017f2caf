// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape;

import dev.stillpoint.reclaim.escape.report.EscapeKind;
import dev.stillpoint.reclaim.escape.report.Finding;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A result as a log of SARIF 2.1.0, the format that code hosts and editors read. Each kind is a rule; what could not be
 * scanned, or was told on the side, is a notification.
 */
final class SarifLog {

    private static final String SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
            + "sarif-schema-2.1.0.json";

    /** The kinds in the order in which the log lists them as rules. */
    private static final List<EscapeKind> RULES = List.of(EscapeKind.values());
    /** What may stand in the path of a URI as it is. */
    private static final String PLAIN =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/@$";

    private final List<Path> roots;

    /** @param roots where source files lie */
    SarifLog(List<Path> roots) {
        this.roots = List.copyOf(roots);
    }

    Map<String, Object> of(ScanResult result) {
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("tool", Map.of("driver", driver()));
        run.put("columnKind", "utf16CodeUnits");
        run.put("invocations", List.of(invocation(result)));
        run.put("results", result.findings().stream().map(this::result).toList());
        run.put("properties", ordered("classes", result.classes(), "sections", result.sections(), "exempt",
                result.exempt()));
        return ordered("$schema", SCHEMA, "version", "2.1.0", "runs", List.of(run));
    }

    private static Map<String, Object> driver() {
        return ordered("name", "stillpoint-escape", "rules",
                RULES.stream().map(SarifLog::rule).toList());
    }

    private static Map<String, Object> rule(EscapeKind kind) {
        String words = kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return ordered("id", kind.name(),
                "shortDescription", Map.of("text", "Guards stay in their read sections: " + words + "."),
                "help", Map.of("text", sentence(kind.fix())),
                "defaultConfiguration", Map.of("level", level(kind)));
    }

    /** Waiting inside a section is safe; everything else is not. */
    private static String level(EscapeKind kind) {
        return kind == EscapeKind.BLOCKING_CALL ? "warning" : "error";
    }

    private static Map<String, Object> invocation(ScanResult result) {
        List<Map<String, Object>> notifications = new ArrayList<>();
        result.unreadable().forEach(each -> notifications.add(notification("error", "Cannot scan: " + each)));
        result.faults().forEach(each -> notifications.add(notification("error", each)));
        result.doubts("Add their jars with --class-path.")
                .forEach(each -> notifications.add(notification("warning", each)));
        return ordered("executionSuccessful", result.unreadable().isEmpty(), "toolExecutionNotifications",
                notifications);
    }

    private static Map<String, Object> notification(String level, String text) {
        return ordered("level", level, "message", Map.of("text", text));
    }

    private Map<String, Object> result(Finding finding) {
        return ordered("ruleId", finding.kind().name(), "ruleIndex", RULES.indexOf(finding.kind()), "level",
                level(finding.kind()), "message", Map.of("text", "%s %s. To fix: %s".formatted(
                        capitalized(finding.what()), finding.where(), sentence(finding.fix()))),
                "locations", List.of(location(finding)), "partialFingerprints",
                Map.of("findingWithoutLines/v1", fingerprint(finding)));
    }

    private Map<String, Object> location(Finding finding) {
        Map<String, Object> physical = new LinkedHashMap<>();
        physical.put("artifactLocation", artifact(finding));
        if (finding.line() > 0) {
            physical.put("region", Map.of("startLine", finding.line()));
        }
        Map<String, Object> logical = ordered("name", finding.method(), "fullyQualifiedName",
                finding.className() + "." + finding.method(), "kind", "function");
        return ordered("physicalLocation", physical, "logicalLocations", List.of(logical));
    }

    /** A class file tells the name of its source file and its package, but not where the sources lie. */
    private Map<String, Object> artifact(Finding finding) {
        String name = finding.className();
        String folder = name.substring(0, name.lastIndexOf('.') + 1).replace('.', '/');
        String file = folder + (finding.sourceFile().isEmpty() ? "Unknown" : finding.sourceFile());
        for (Path root : roots) {
            if (Files.exists(root.resolve(file))) {
                return Map.of("uri", uri(root.resolve(file).toString().replace('\\', '/')));
            }
        }
        return ordered("uri", uri(file), "uriBaseId", "SRCROOT");
    }

    /** Whatever a damaged class file calls its source, the result is a relative reference. */
    private static String uri(String path) {
        StringBuilder uri = new StringBuilder();
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            if (PLAIN.indexOf(b) >= 0) {
                uri.append((char) b);
            } else {
                uri.append("%%%02X".formatted(b));
            }
        }
        return uri.toString();
    }

    /** The same while lines move and lambdas are numbered anew, so that known findings stay known. */
    private static String fingerprint(Finding finding) {
        String text = "%s %s.%s %s %s".formatted(finding.kind(), finding.className(), finding.method(), finding.what(),
                finding.where()).replaceAll(":\\d+\\)", ")").replaceAll("\\$\\d+", "\\$");
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each JDK has SHA-256", e);
        }
    }

    private static String sentence(String phrase) {
        return capitalized(phrase) + ".";
    }

    private static String capitalized(String phrase) {
        return phrase.isEmpty() ? phrase : Character.toUpperCase(phrase.charAt(0)) + phrase.substring(1);
    }

    /** A map of names and values that keeps their order. */
    private static Map<String, Object> ordered(Object... namesAndValues) {
        Map<String, Object> ordered = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            ordered.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return ordered;
    }
}
