// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape;

import dev.stillpoint.reclaim.escape.report.EscapeKind;
import dev.stillpoint.reclaim.escape.report.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the comments in a sample's source say that the scanner must find. */
final class Marks {

    private static final Pattern ESCAPES = Pattern.compile("// escapes: ([A-Z_, ]+)$");

    private Marks() {
    }

    /** Each expected finding as {@code File.java:line KIND}. */
    static SortedSet<String> expected(Path source) throws IOException {
        SortedSet<String> marks = new TreeSet<>();
        List<String> lines = Files.readAllLines(source);
        for (int i = 0; i < lines.size(); i++) {
            Matcher matcher = ESCAPES.matcher(lines.get(i));
            if (matcher.find()) {
                for (String kind : matcher.group(1).split(", ", -1)) {
                    marks.add("%s:%d %s".formatted(source.getFileName(), i + 1, EscapeKind.valueOf(kind)));
                }
            }
        }
        return marks;
    }

    /** The same for what was found. */
    static SortedSet<String> found(List<Finding> findings) {
        SortedSet<String> marks = new TreeSet<>();
        findings.forEach(
                finding -> marks.add("%s:%d %s".formatted(finding.sourceFile(), finding.line(), finding.kind())));
        return marks;
    }
}
