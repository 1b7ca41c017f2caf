// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.stillpoint.reclaim.escape.policy.ScanPolicy;
import dev.stillpoint.reclaim.escape.report.EscapeKind;
import dev.stillpoint.reclaim.escape.report.Finding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rules that ArchUnit takes from the scanner. */
class ScanRulesTest {

    private static final String SAMPLES = "dev.stillpoint.reclaim.escape.sample";
    private static final JavaClasses CLASSES = new ClassFileImporter().importPackages(SAMPLES);
    private static final Map<EscapeKind, ArchRule> RULES = new EnumMap<>(Map.ofEntries(
            Map.entry(EscapeKind.FIELD, GuardEscapeRules.nothingIsStoredInFields()),
            Map.entry(EscapeKind.STATIC_FIELD, GuardEscapeRules.nothingIsStoredInStaticFields()),
            Map.entry(EscapeKind.ARRAY, GuardEscapeRules.nothingIsStoredInArrays()),
            Map.entry(EscapeKind.COLLECTION, GuardEscapeRules.nothingIsPutIntoCollections()),
            Map.entry(EscapeKind.SECTION_RESULT, GuardEscapeRules.sectionsReturnCopies()),
            Map.entry(EscapeKind.RETURN, GuardEscapeRules.methodsSayWhatTheyReturn()),
            Map.entry(EscapeKind.CAPTURE, GuardEscapeRules.nothingIsCaptured()),
            Map.entry(EscapeKind.HANDOVER, GuardEscapeRules.nothingIsHandedOver()),
            Map.entry(EscapeKind.ACROSS_CHECKPOINT, GuardEscapeRules.nothingIsKeptAcrossCheckpoints()),
            Map.entry(EscapeKind.USE_AFTER_CLOSE, GuardEscapeRules.nothingIsUsedAfterClose()),
            Map.entry(EscapeKind.SNAPSHOT_USE_AFTER_CLOSE, GuardEscapeRules.nothingIsUsedAfterItsSnapshot()),
            Map.entry(EscapeKind.USE_AFTER_RETIRE, GuardEscapeRules.nothingIsUsedAfterItWasRetired()),
            Map.entry(EscapeKind.SNAPSHOT_NOT_CLOSED, GuardEscapeRules.snapshotsAreClosed()),
            Map.entry(EscapeKind.NOT_CLOSED, GuardEscapeRules.guardsAreClosed()),
            Map.entry(EscapeKind.BLOCKING_CALL, GuardEscapeRules.sectionsDoNotWait())));
    private static List<Finding> found;

    private static List<String> violations(ArchRule rule) {
        List<String> violations = new ArrayList<>();
        rule.evaluate(CLASSES).handleViolations((classes, message) -> violations.add(message), new JavaClass[0]);
        return violations;
    }

    @BeforeAll
    static void scan() throws Exception {
        Path samples = ForkSamples.directoryOf(ScanRulesTest.class).resolve(SAMPLES.replace('.', '/'));
        found = EscapeScanner.of(ScanPolicy.defaults()).scan(samples);
    }

    @ParameterizedTest
    @EnumSource
    void eachKindHasARuleThatTellsItsFindings(EscapeKind kind) {
        List<String> expected = found.stream().filter(finding -> finding.kind() == kind).map(Finding::toString)
                .toList();

        assertThat(expected).isNotEmpty();
        assertThat(violations(RULES.get(kind))).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(violations(GuardEscapeRules.no(kind, ScanPolicy.defaults()))).hasSameSizeAs(expected);
        assertThat(RULES.get(kind).getDescription()).contains("classes should ", ", because ");
    }

    @Test
    void allTellsAllFindings() {
        assertThat(violations(GuardEscapeRules.all()))
                .containsAll(found.stream().map(Finding::toString).toList());
        assertThat(GuardEscapeRules.all().getDescription()).contains("keep guards inside their read sections",
                "no fields should hold a ReadGuard");
    }

    @Test
    void thePolicyCounts() {
        ScanPolicy policy = ScanPolicy.defaults().withExemption(EscapeKind.BLOCKING_CALL, SAMPLES + ".*");

        assertThat(violations(GuardEscapeRules.no(EscapeKind.BLOCKING_CALL, policy))).isEmpty();
        assertThat(violations(GuardEscapeRules.all(policy))).isNotEmpty()
                .noneMatch(violation -> violation.contains(" BLOCKING_CALL: "));
    }

    @Test
    void aBrokenRuleFailsTheTestAndSaysHowToFix() {
        assertThatThrownBy(() -> GuardEscapeRules.guardsAreClosed().check(CLASSES)).isInstanceOf(AssertionError.class)
                .hasMessageContaining("classes should close every guard on every path, because")
                .hasMessageContaining("LifetimeSamples.java:").hasMessageContaining("To fix: open the guard in");
    }

    @Test
    void ourOwnClassesKeepAllRules() {
        JavaClasses own = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.stillpoint.reclaim", "dev.stillpoint.scheduler");

        assertThat(own).extracting(JavaClass::getSimpleName).contains("EscapeScanner", "ReadGuard", "CarrierScheduler")
                .hasSizeGreaterThan(50);
        GuardEscapeRules.all().check(own);
    }
}
