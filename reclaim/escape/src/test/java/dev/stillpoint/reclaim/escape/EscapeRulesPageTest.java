// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.reclaim.escape.report.EscapeKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages about how good the rules are say what is measured. */
class EscapeRulesPageTest {

    private static final Path PAGE = Path.of("../../docs/escape-rules.md");
    private static final Path KOTLIN_PAGE = Path.of("../../docs/gradle-and-kotlin.md");
    private static final Path KOTLIN = Path.of("src/kotlin/dev/stillpoint/reclaim/escape/kotlin");
    private static final Pattern CASE =
            Pattern.compile("^ {4}(static|enum) (abstract |final |class )*(\\w+)[^(=]*\\{$");

    @Test
    void theTablesAreThoseOfTheSamples(@TempDir Path directory) throws Exception {
        String page = Files.readString(PAGE);

        assertThat(page).contains(text(Score.of(Samples.all(directory))));
        assertThat(page).contains(text(Score.of(Samples.unseen())));
    }

    private static String text(Score score) {
        return String.join("\n", score.table()) + "\n";
    }

    /** A row for each case of the unseen samples that is missed or accused, and for nothing else. */
    @Test
    void eachMissAndFalseAlarmOfTheUnseenSamplesHasARow() throws Exception {
        Set<String> marked = new TreeSet<>();
        for (Path source : Samples.unseen().sources()) {
            String name = source.getFileName().toString().replace(".java", "");
            String now = "";
            for (String line : Files.readAllLines(source)) {
                var opening = CASE.matcher(line);
                now = opening.find() ? opening.group(3) : now;
                if (line.contains("// missed: ") || line.contains("// accused: ")) {
                    marked.add("| `%s.%s` |".formatted(name, now));
                }
            }
        }
        assertThat(Files.readAllLines(PAGE))
                .filteredOn(line -> line.matches("\\| `(Shop|Rail|Atlas|Port|Quay)\\w+\\..*"))
                .extracting(line -> line.substring(0, line.indexOf('|', 1) + 1))
                .containsExactlyInAnyOrderElementsOf(marked);
    }

    @Test
    void theUnseenSamplesAreAsMany() throws Exception {
        int cases = 0;
        int wrong = 0;
        for (Path source : Samples.unseen().sources()) {
            String now = "";
            Set<String> wrongOnes = new TreeSet<>();
            for (String line : Files.readAllLines(source)) {
                var opening = CASE.matcher(line);
                if (opening.find() && source.getFileName().toString().matches("(Shop|Rail|Atlas|Port|Quay).*")) {
                    now = opening.group(3);
                    cases++;
                }
                if (line.contains("// missed: ") || line.contains("// escapes: ")) {
                    wrongOnes.add(now);
                }
            }
            wrong += wrongOnes.size();
        }
        assertThat(Files.readString(PAGE))
                .contains("%d wrong classes and %d right ones".formatted(wrong, cases - wrong));
    }

    @Test
    void theSamplesInKotlinAreAsMany() throws Exception {
        long right = declarations("Right.kt");
        // A row of two classes is one case.
        long wrong = declarations("Wrong.kt") - 1;

        assertThat(Files.readString(KOTLIN_PAGE)).contains("%d right classes and functions and %d wrong ones".formatted(
                right, wrong));
        assertThat(Marks.FOUND.in(List.of(KOTLIN.resolve("Right.kt"), KOTLIN.resolve("Catalog.kt")))).isEmpty();
        assertThat(kinds(Marks.FOUND.in(List.of(KOTLIN.resolve("Wrong.kt"))))).hasSizeGreaterThan(10);
        assertThat(Marks.ACCUSED.in(Samples.kotlin(KOTLIN).sources())).isEmpty();
    }

    private static Set<EscapeKind> kinds(Set<String> marks) {
        return marks.stream().map(mark -> EscapeKind.valueOf(mark.substring(mark.indexOf(' ') + 1)))
                .collect(Collectors.toSet());
    }

    private static long declarations(String file) throws Exception {
        return Files.readAllLines(KOTLIN.resolve(file)).stream()
                .filter(line -> line.matches("(class|data class|object|fun) .*")).count();
    }

    @Test
    void theCommandsAreThoseOfTheBuild() throws Exception {
        String build = Files.readString(Path.of("pom.xml"));

        assertThat(build).contains("<id>score</id>", "<id>kotlin</id>", Score.class.getName(),
                "<kotlin.version>2.4.20</kotlin.version>");
        assertThat(Files.readString(PAGE)).contains("-Pchecks,score -pl reclaim/escape -am process-test-classes");
        assertThat(Files.readString(KOTLIN_PAGE)).contains(
                "-Pchecks,kotlin -pl reclaim/escape -am process-test-classes",
                "Kotlin 2.4.20", "mainClass = \"%s\"".formatted(ScanCommand.class.getName()));
    }
}
