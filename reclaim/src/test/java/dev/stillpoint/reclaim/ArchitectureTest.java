package dev.stillpoint.reclaim;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may name whom in this library. */
class ArchitectureTest {

    private static final JavaClasses LIBRARY = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.stillpoint.reclaim");

    @Test
    void everyPackageThatTheRulesNameIsThere() {
        assertThat(LIBRARY.getPackage("dev.stillpoint.reclaim").getSubpackages()).map(JavaPackage::getName)
                .contains("dev.stillpoint.reclaim.escape", "dev.stillpoint.reclaim.grace",
                        "dev.stillpoint.reclaim.memory");
        assertThat(LIBRARY).noneMatch(type -> type.getSimpleName().endsWith("Test"));
    }

    @Test
    void theGracePeriodProtocolKnowsCarriersAndTheJdkOnly() {
        classes().that().resideInAPackage("dev.stillpoint.reclaim.grace..").should().onlyDependOnClassesThat()
                .resideInAnyPackage("dev.stillpoint.reclaim.grace..", "dev.stillpoint.scheduler.carrier", "java..",
                        "jdk.jfr..", "org.jspecify.annotations")
                .check(LIBRARY);
    }

    @Test
    void memoryDoesNotKnowGracePeriods() {
        noClasses().that().resideInAPackage("dev.stillpoint.reclaim.memory..").should().dependOnClassesThat()
                .resideInAnyPackage("dev.stillpoint.reclaim.grace..", "dev.stillpoint.scheduler..").check(LIBRARY);
    }

    @Test
    void packagesDependOnEachOtherWithoutCycles() {
        slices().matching("dev.stillpoint.(**)").should().beFreeOfCycles().check(LIBRARY);
    }

    @Test
    void nobodyReachesForTheJdksInternals() {
        noClasses().should().dependOnClassesThat()
                .resideInAnyPackage("jdk.internal..", "sun..", "dev.stillpoint.scheduler.jdk..").check(LIBRARY);
    }

    @Test
    void ofTheSchedulerOnlyTheSeamIsUsed() {
        noClasses().should().dependOnClassesThat()
                .resideInAnyPackage("dev.stillpoint.scheduler", "dev.stillpoint.scheduler.replay..").check(LIBRARY);
    }

    @Test
    void archUnitIsNamedByTheEscapeRulesOnly() {
        noClasses().that().resideOutsideOfPackage("dev.stillpoint.reclaim.escape..").should().dependOnClassesThat()
                .resideInAnyPackage("com.tngtech..", "dev.stillpoint.reclaim.escape..")
                .because("ArchUnit is optional: the library must load without it").check(LIBRARY);
    }

    @Test
    void nothingButTheJdkIsNeededAtRunTime() {
        classes().that().resideOutsideOfPackage("dev.stillpoint.reclaim.escape..").should().onlyDependOnClassesThat()
                .resideInAnyPackage("dev.stillpoint..", "java..", "javax.management..", "jdk.jfr..",
                        "org.jspecify.annotations")
                .check(LIBRARY);
    }
}
