// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape;

import dev.stillpoint.reclaim.escape.report.EscapeKind;
import dev.stillpoint.reclaim.escape.report.Finding;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * How good the rules are, measured on marked samples: of the lines that are wrong, how many are found (recall), and of
 * those that are reported, how many are wrong (precision). {@code main} prints the tables of
 * {@code docs/escape-rules.md}; how to run it, that page says.
 *
 * @param found wrong lines that are reported, as {@code File.java:line KIND}
 * @param missed wrong lines that are not
 * @param accused right lines that are reported
 */
record Score(Set<String> found, Set<String> missed, Set<String> accused) {

    static Score of(Samples samples) throws IOException {
        return of(samples.sources(), samples.scan());
    }

    static Score of(Collection<Path> sources, Collection<Finding> findings) throws IOException {
        Set<String> wrong = Marks.FOUND.in(sources);
        wrong.addAll(Marks.MISSED.in(sources));
        // What the compiler wrote by itself, such as the methods of a record in Kotlin, has no line.
        Set<String> reported = Marks.of(findings.stream().filter(finding -> finding.line() > 0).toList());
        Set<String> found = new TreeSet<>(wrong);
        found.retainAll(reported);
        Set<String> missed = new TreeSet<>(wrong);
        missed.removeAll(reported);
        Set<String> accused = new TreeSet<>(reported);
        accused.removeAll(wrong);
        return new Score(found, missed, accused);
    }

    /**
     * Prints the tables; with an argument, that of the samples in Kotlin, whose classes are in that directory. Then the
     * exit status is 1 if they are not found exactly as they are marked.
     */
    public static void main(String[] args) throws IOException, URISyntaxException {
        if (args.length == 1) {
            Samples samples = Samples.kotlin(Path.of(args[0]));
            Score score = of(samples);
            print("Samples in Kotlin", score);
            boolean exact = score.found().equals(Marks.FOUND.in(samples.sources()))
                    && score.accused().equals(Marks.ACCUSED.in(samples.sources()));
            if (!exact) {
                System.out.printf("Not as marked: missed %s, accused %s%n", score.missed(), score.accused());
            }
            System.exit(exact ? 0 : 1);
        }
        print("All samples in Java", of(Samples.all(Files.createTempDirectory("samples"))));
        print("Those that were written unseen", of(Samples.unseen()));
    }

    private static void print(String title, Score score) {
        System.out.printf("%s:%n%n%s%n%n", title, String.join("\n", score.table()));
    }

    /** A table in Markdown: kinds and what was found, missed, and falsely reported. */
    List<String> table() {
        List<String> rows = new ArrayList<>();
        rows.add("| kind | found | missed | false |");
        rows.add("|---|---|---|---|");
        for (EscapeKind kind : EscapeKind.values()) {
            rows.add("| `%s` | %d | %d | %d |".formatted(kind, count(found, kind), count(missed, kind),
                    count(accused, kind)));
        }
        rows.add("| **all** | %d | %d | %d |".formatted(found.size(), missed.size(), accused.size()));
        rows.add("");
        rows.add("Recall %s, precision %s.".formatted(percent(found.size(), missed.size()),
                percent(found.size(), accused.size())));
        return rows;
    }

    private static long count(Set<String> marks, EscapeKind kind) {
        return marks.stream().filter(mark -> mark.endsWith(" " + kind)).count();
    }

    private static String percent(int good, int bad) {
        return good + bad == 0 ? "unknown" : "%.1f %%".formatted(100.0 * good / (good + bad));
    }
}
