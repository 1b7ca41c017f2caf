// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.stillpoint.reclaim.escape.GuardEscapeRules;
import dev.stillpoint.reclaim.escape.policy.ScanPolicy;
import dev.stillpoint.reclaim.escape.report.EscapeKind;
import dev.stillpoint.stress.violation.KeepsAGuard;
import dev.stillpoint.stress.violation.NamesInternals;
import dev.stillpoint.stress.violation.one.One;
import dev.stillpoint.stress.violation.two.Two;
import org.junit.jupiter.api.Test;

/** Stress tests and benchmarks keep the rules too. Each rule is also shown a class that breaks it. */
class ArchitectureTest {

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.stillpoint.stress");

    /** Readers that park inside sections are what these are about. */
    private static final ScanPolicy POLICY =
            ScanPolicy.defaults().withExemption(EscapeKind.BLOCKING_CALL, "dev.stillpoint.stress.bench.reclaiming.*")
                    .withExemption(EscapeKind.BLOCKING_CALL, "dev.stillpoint.stress.million.*")
                    .withExemption(EscapeKind.BLOCKING_CALL, "dev.stillpoint.stress.garbage.*")
                    .withExemption(EscapeKind.BLOCKING_CALL, "dev.stillpoint.stress.faults.scene.*");

    @Test
    void guardsStayInTheirSections() {
        check(GuardEscapeRules.all(POLICY), KeepsAGuard.class);
    }

    @Test
    void theJdksInternalsAreLeftToTheAdapter() {
        check(noClasses().should()
                .dependOnClassesThat(resideInAnyPackage("jdk..", "sun..").and(resideOutsideOfPackage("jdk.jfr.."))),
                NamesInternals.class);
    }

    @Test
    void packagesDependOnEachOtherWithoutCycles() {
        check(slices().matching("dev.stillpoint.stress.(**)").should().beFreeOfCycles(), One.class, Two.class);
    }

    private static void check(ArchRule rule, Class<?>... violating) {
        rule.check(MAIN);
        assertThat(rule.evaluate(new ClassFileImporter().importClasses(violating)).hasViolation())
                .as("violated by %s: %s", violating[0].getSimpleName(), rule.getDescription()).isTrue();
    }
}
