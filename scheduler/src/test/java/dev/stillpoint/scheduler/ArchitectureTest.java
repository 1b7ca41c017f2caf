package dev.stillpoint.scheduler;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import org.junit.jupiter.api.Test;

/** Which package may know what: dependencies point from the public package and {@code replay} down to {@code jdk}. */
class ArchitectureTest {
    private static final String PUBLIC = "dev.stillpoint.scheduler";
    private static final String CARRIER = PUBLIC + ".carrier";
    private static final String JDK = PUBLIC + ".jdk";
    private static final String REPLAY = PUBLIC + ".replay";

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages(PUBLIC);

    @Test
    void onlyTheJdkPackageNamesInternals() {
        check(noClasses().that().resideOutsideOfPackage(JDK).should().dependOnClassesThat()
                .resideInAnyPackage("jdk.internal..", "sun.."));
    }

    @Test
    void onlyTheJdkPackageBreaksIntoOtherClasses() {
        check(noClasses().that().resideOutsideOfPackage(JDK).should()
                .callMethod(MethodHandles.class, "privateLookupIn", Class.class, MethodHandles.Lookup.class).orShould()
                .callMethod(AccessibleObject.class, "setAccessible", boolean.class).orShould()
                .callMethod(Field.class, "setAccessible", boolean.class).orShould()
                .callMethod(Method.class, "setAccessible", boolean.class).orShould()
                .callMethod(Class.class, "forName", String.class));
    }

    @Test
    void theJdkPackageKnowsNothingOfOurs() {
        check(onlyOurs(JDK, JDK));
    }

    @Test
    void carriersKnowTheJdkPackageOnly() {
        check(onlyOurs(CARRIER, CARRIER, JDK));
    }

    @Test
    void theReplayKnowsCarriersAndTheJdkPackageOnly() {
        check(onlyOurs(REPLAY, REPLAY, CARRIER, JDK));
    }

    @Test
    void thePublicPackageDoesNotKnowTheReplay() {
        check(noClasses().that().resideInAPackage(PUBLIC).should().dependOnClassesThat().resideInAPackage(REPLAY));
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching("dev.stillpoint.(**)").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void nothingIsNeededAtRunTimeButTheJdk() {
        check(noClasses().should().dependOnClassesThat().resideOutsideOfPackages("java..", "jdk.internal.misc",
                "org.jspecify.annotations", PUBLIC + ".."));
    }

    private static ArchRule onlyOurs(String from, String... to) {
        return classes().that().resideInAPackage(from).should()
                .onlyDependOnClassesThat(resideOutsideOfPackage("dev.stillpoint..").or(resideInAnyPackage(to)));
    }

    private static void check(ArchRule rule) {
        rule.check(MAIN);
    }
}
