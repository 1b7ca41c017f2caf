// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.lang.ArchRule;
import dev.stillpoint.reclaim.escape.report.EscapeKind;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The page that users read says what the code says. */
class UsingGuardsPageTest {

    private static final Path PAGE = Path.of("../../docs/using-guards.md");

    @ParameterizedTest
    @EnumSource
    void eachKindHasARowWithItsFix(EscapeKind kind) throws IOException {
        assertThat(Files.readAllLines(PAGE)).filteredOn(line -> line.startsWith("| `%s` |".formatted(kind)))
                .singleElement().asString().endsWith("| %s |".formatted(kind.fix()));
    }

    @Test
    void eachRuleIsNamed() throws IOException {
        List<String> rules = Arrays.stream(GuardEscapeRules.class.getMethods())
                .filter(method -> method.getReturnType() == ArchRule.class && method.getParameterCount() == 0)
                .map(Method::getName).filter(name -> !name.equals("all")).toList();
        assertThat(rules).hasSize(EscapeKind.values().length + 1);
        assertThat(Files.readString(PAGE)).contains(rules.stream().map("| `%s` |"::formatted).toList());
    }

    @Test
    void theTwoLinesAreThoseThatAreCompiled() throws IOException {
        String test = Files.readString(Path.of("src/test/java/dev/stillpoint/reclaim/escape/TwoLinesTest.java"));
        assertThat(Files.readAllLines(PAGE)).filteredOn(line -> line.contains("GuardEscapeRules.all()"))
                .singleElement().satisfies(line -> assertThat(test).contains(line.strip()));
    }

    @Test
    void artifactAndCommandAreThoseOfThisModule() throws IOException {
        String artifact = "<artifactId>stillpoint-escape</artifactId>";
        assertThat(Files.readString(Path.of("pom.xml"))).contains(artifact);
        assertThat(Files.readString(PAGE)).contains(artifact, "java -jar stillpoint-escape.jar ",
                "<argument>%s</argument>".formatted(ScanCommand.class.getName()));
    }

    @Test
    void eachBlindSpotHasARow() throws IOException {
        List<String> page = Files.readAllLines(PAGE);
        int from = page.indexOf("| blind spot | in checked mode |");
        long rows = page.stream().skip(from + 2L).takeWhile(line -> line.startsWith("|")).count();
        String samples = Files.readString(
                Path.of("src/test/java/dev/stillpoint/reclaim/escape/sample/BlindSpots.java"));
        assertThat(rows).isEqualTo(samples.lines().filter(line -> line.startsWith("    static class")).count());
    }
}
