// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape;

import dev.stillpoint.reclaim.escape.report.Finding;
import dev.stillpoint.reclaim.escape.report.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes a result into a file, in the format that the file's name tells. */
final class ScanReport {

    private ScanReport() {
    }

    /** A format of reports. */
    enum Format {

        SARIF, JSON, TEXT;

        /**
         * The format of a file: {@code .sarif}, {@code .sarif.json}, {@code .json}, {@code .txt}.
         *
         * @throws IllegalArgumentException if the name ends in none of these
         */
        static Format of(Path file) {
            String name = file.toString();
            if (name.endsWith(".sarif") || name.endsWith(".sarif.json")) {
                return SARIF;
            }
            if (name.endsWith(".json")) {
                return JSON;
            }
            if (name.endsWith(".txt")) {
                return TEXT;
            }
            throw new IllegalArgumentException(
                    "\"%s\" does not tell the format of a report; let it end in .sarif, .json or .txt".formatted(file));
        }
    }

    /**
     * Writes the file, and the directories above it.
     *
     * @param roots where source files lie; the links of a SARIF report begin there
     * @throws IOException if it cannot be written
     */
    static void write(Path file, ScanResult result, List<Path> roots) throws IOException {
        String content = switch (Format.of(file)) {
            case SARIF -> Json.write(new SarifLog(roots).of(result));
            case JSON -> Json.write(plain(result));
            case TEXT -> text(result);
        };
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        Files.writeString(file, content);
    }

    private static String text(ScanResult result) {
        return result.lines().stream().map(line -> line + "\n").collect(Collectors.joining())
                + result.unreadable().stream().map(each -> "Cannot scan: %s\n".formatted(each))
                        .collect(Collectors.joining())
                + result.doubts("Add their jars with --class-path.").stream().map(line -> line + "\n")
                        .collect(Collectors.joining())
                + "Scanned: %s.\n".formatted(result.extent());
    }

    private static Map<String, Object> plain(ScanResult result) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("findings", result.findings().stream().map(ScanReport::plain).toList());
        plain.put("faults", result.faults());
        plain.put("exempt", result.exempt());
        plain.put("stale", result.stale().stream().map(Object::toString).toList());
        plain.put("classes", result.classes());
        plain.put("sections", result.sections());
        plain.put("unreadable", result.unreadable());
        plain.put("missing", result.missing());
        plain.put("shadowed", result.shadowed());
        return plain;
    }

    private static Map<String, Object> plain(Finding finding) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("kind", finding.kind().name());
        plain.put("class", finding.className());
        plain.put("method", finding.method());
        plain.put("file", finding.sourceFile());
        plain.put("line", finding.line());
        plain.put("what", finding.what());
        plain.put("where", finding.where());
        plain.put("fix", finding.fix());
        return plain;
    }
}
