// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.stillpoint.reclaim.escape.violation.NamesArchUnit;
import dev.stillpoint.reclaim.escape.violation.NamesInternals;
import dev.stillpoint.reclaim.escape.violation.NamesTheLibrary;
import dev.stillpoint.reclaim.escape.violation.NamesTheScheduler;
import dev.stillpoint.reclaim.escape.violation.one.One;
import dev.stillpoint.reclaim.escape.violation.two.Two;
import org.junit.jupiter.api.Test;

/** The analyser stands alone. Each rule is also shown a class that breaks it, to show that it can fail. */
class ArchitectureTest {

    private static final String ANALYSER = "dev.stillpoint.reclaim.escape";
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages(ANALYSER);

    @Test
    void allOfItIsLookedAt() {
        assertThat(MAIN).extracting(JavaClass::getSimpleName).contains("ScanCommand", "GuardEscapeRules", "Program")
                .noneMatch(name -> name.endsWith("Test"));
    }

    @Test
    void itKnowsNeitherTheLibraryNorTheScheduler() {
        ArchRule rule = classes().should().onlyDependOnClassesThat()
                .resideInAnyPackage(ANALYSER + "..", "java..", "com.tngtech.archunit..", "org.jspecify.annotations")
                .because("it scans what need not be on its class path, and its jar runs alone");
        check(rule, NamesTheLibrary.class);
        check(rule, NamesTheScheduler.class);
        check(rule, NamesInternals.class);
    }

    @Test
    void archUnitIsNamedByTheRulesOnly() {
        check(noClasses().that().doNotBelongToAnyOf(GuardEscapeRules.class, ScanCondition.class).should()
                .dependOnClassesThat().resideInAPackage("com.tngtech..")
                .because("ArchUnit is optional: scanner and command must load without it"), NamesArchUnit.class);
    }

    @Test
    void packagesDependOnEachOtherWithoutCycles() {
        check(slices().matching("dev.stillpoint.(**)").should().beFreeOfCycles(), One.class, Two.class);
    }

    /** The rule holds for the analyser; and it can fail: it does for the classes that are given. */
    private static void check(ArchRule rule, Class<?>... violating) {
        rule.check(MAIN);
        assertThat(rule.evaluate(new ClassFileImporter().importClasses(violating)).hasViolation())
                .as("violated by %s: %s", violating[0].getSimpleName(), rule.getDescription()).isTrue();
    }
}
