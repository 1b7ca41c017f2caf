// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape;

import dev.stillpoint.reclaim.escape.report.EscapeKind;
import dev.stillpoint.reclaim.escape.report.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the comments in a sample's source say about its lines. {@code escapes} is wrong and found; {@code missed} and
 * {@code blind} are wrong and not found, the second as the documentation tells; {@code accused} is right and found all
 * the same.
 */
enum Marks {

    FOUND("escapes"), MISSED("missed|blind"), ACCUSED("accused");

    private final Pattern comment;

    Marks(String words) {
        comment = Pattern.compile("// (?:" + words + "): ([A-Z_]+(?:, [A-Z_]+)*)(?:$|, [a-z])");
    }

    /** Each marked line and kind of the sources as {@code File.java:line KIND}. */
    SortedSet<String> in(Collection<Path> sources) throws IOException {
        SortedSet<String> marks = new TreeSet<>();
        for (Path source : sources) {
            List<String> lines = Files.readAllLines(source);
            for (int i = 0; i < lines.size(); i++) {
                Matcher matcher = comment.matcher(lines.get(i));
                if (matcher.find()) {
                    for (String kind : matcher.group(1).split(", ", -1)) {
                        marks.add("%s:%d %s".formatted(source.getFileName(), i + 1, EscapeKind.valueOf(kind)));
                    }
                }
            }
        }
        return marks;
    }

    /** The same for what was found. */
    static SortedSet<String> of(Collection<Finding> findings) {
        SortedSet<String> marks = new TreeSet<>();
        findings.forEach(
                finding -> marks.add("%s:%d %s".formatted(finding.sourceFile(), finding.line(), finding.kind())));
        return marks;
    }
}
