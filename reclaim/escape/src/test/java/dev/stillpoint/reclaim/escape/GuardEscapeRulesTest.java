// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The rules against classes whose every line says what a rule must find there. */
class GuardEscapeRulesTest {

    private static final String FIXTURE = "dev.stillpoint.reclaim.escape.fixture";
    private static final Path SOURCES = Path.of("src/test/java", FIXTURE.split("\\."));

    private final JavaClasses fixture = new ClassFileImporter().importPackages(FIXTURE);

    @Test
    void noFieldHoldsAGuardFindsExactlyTheFieldsThatDo() {
        assertThat(findings(GuardEscapeRules.noFieldHoldsAGuard())).containsExactlyInAnyOrder(
                "GuardsInFields.plain",
                "GuardsInFields.shared",
                "GuardsInFields.fixed",
                "GuardsInFields.published",
                "GuardsInFields.array",
                "GuardsInFields.matrix",
                "GuardsInFields.list",
                "GuardsInFields.reference",
                "GuardsInFields.PER_THREAD",
                "GuardsInFields.nested",
                "GuardsInFields.arrayArgument",
                "GuardsInFields.arrayOfLists",
                "GuardsInFields.upperBound",
                "GuardsInFields.lowerBound",
                "GuardsInFields$Bounded.variable",
                "GuardsInFields$Bounded.variables",
                "GuardsInFields$Bounded.listOfVariable",
                "GuardsInFields$Session.component",
                "GuardsInFields$Constants.CONSTANT",
                "GuardsInFields$1.val$seenByAnonymous",
                "GuardsInFields$1Closing.val$seenByLocal");
    }

    @Test
    void everyLineOfTheFixturesIsMarkedAsTheRuleJudgesIt() throws IOException {
        List<String> found = new ArrayList<>();
        for (String finding : findings(GuardEscapeRules.noFieldHoldsAGuard())) {
            found.add(finding.substring(finding.lastIndexOf('.') + 1).replace("val$", ""));
        }

        List<String> escaping = linesMarked("// escapes: FIELD");
        assertThat(escaping).hasSameSizeAs(found);
        assertThat(escaping).allSatisfy(line -> assertThat(found).filteredOn(name -> names(line, name)).hasSize(1));
        assertThat(linesMarked("// allowed")).hasSizeGreaterThan(10)
                .allSatisfy(line -> assertThat(found).filteredOn(name -> names(line, name)).isEmpty());
    }

    @Test
    void theReportSaysWhichFieldAndWhy() {
        ArchRule rule = GuardEscapeRules.noFieldHoldsAGuard();

        assertThatThrownBy(() -> rule.check(fixture)).isInstanceOf(AssertionError.class)
                .hasMessageContaining("no fields should hold a ReadGuard, because a field outlives the read section")
                .hasMessageContaining("GuardsInFields.list> has the type java.util.List<")
                .hasMessageContaining("Hand the guard down as a parameter");
    }

    @Test
    void ourOwnClassesKeepTheRule() {
        JavaClasses own = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.stillpoint.reclaim");

        assertThat(own).extracting(JavaClass::getSimpleName).contains("ReadGuard", "EscapeScanner");
        assertThatCode(() -> GuardEscapeRules.noFieldHoldsAGuard().check(own)).doesNotThrowAnyException();
    }

    private List<String> findings(ArchRule rule) {
        List<String> names = new ArrayList<>();
        rule.evaluate(fixture).handleViolations((fields, _) -> fields.forEach(field -> names.add(nameOf(field))),
                new JavaField[0]);
        return names;
    }

    private static String nameOf(JavaField field) {
        return field.getFullName().substring(FIXTURE.length() + 1);
    }

    private static boolean names(String line, String field) {
        return Pattern.compile("\\b" + field + "\\b").matcher(line).find();
    }

    private static List<String> linesMarked(String mark) throws IOException {
        List<String> marked = new ArrayList<>();
        try (var files = Files.newDirectoryStream(SOURCES, "*.java")) {
            for (Path file : files) {
                Files.readAllLines(file).stream().filter(line -> line.endsWith(mark)).forEach(marked::add);
            }
        }
        return marked;
    }
}
