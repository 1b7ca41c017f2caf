package dev.stillpoint.scheduler;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.stillpoint.scheduler.jdk.KnowsCarriers;
import dev.stillpoint.scheduler.violation.BreaksIn;
import dev.stillpoint.scheduler.violation.NamesInternals;
import dev.stillpoint.scheduler.violation.NeedsMore;
import dev.stillpoint.scheduler.violation.one.One;
import dev.stillpoint.scheduler.violation.two.Two;
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
    private static final String EVENT = PUBLIC + ".event";
    private static final String OBSERVE = PUBLIC + ".observe";
    private static final String REPLAY = PUBLIC + ".replay";
    private static final String TIMING = PUBLIC + ".timing";

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages(PUBLIC);

    @Test
    void onlyTheJdkPackageNamesInternals() {
        check(noClasses().that().resideOutsideOfPackage(JDK).should().dependOnClassesThat()
                .resideInAnyPackage("jdk.internal..", "sun.."), NamesInternals.class);
    }

    @Test
    void onlyTheJdkPackageBreaksIntoOtherClasses() {
        check(noClasses().that().resideOutsideOfPackage(JDK).should()
                .callMethod(MethodHandles.class, "privateLookupIn", Class.class, MethodHandles.Lookup.class).orShould()
                .callMethod(AccessibleObject.class, "setAccessible", boolean.class).orShould()
                .callMethod(Field.class, "setAccessible", boolean.class).orShould()
                .callMethod(Method.class, "setAccessible", boolean.class).orShould()
                .callMethod(Class.class, "forName", String.class), BreaksIn.class);
    }

    @Test
    void timersKnowNothingOfOurs() {
        check(onlyOurs(TIMING, TIMING), dev.stillpoint.scheduler.timing.KnowsTheScheduler.class);
    }

    @Test
    void theJdkPackageKnowsTimersOnly() {
        check(onlyOurs(JDK, JDK, TIMING), KnowsCarriers.class);
    }

    @Test
    void eventsKnowNothingOfOurs() {
        check(onlyOurs(EVENT, EVENT), dev.stillpoint.scheduler.event.KnowsTheScheduler.class);
    }

    @Test
    void carriersKnowTheJdkPackageAndEventsOnly() {
        check(onlyOurs(CARRIER, CARRIER, JDK, EVENT), dev.stillpoint.scheduler.carrier.KnowsTheScheduler.class);
    }

    @Test
    void watchersKnowCarriersOnly() {
        check(onlyOurs(OBSERVE, OBSERVE, CARRIER), dev.stillpoint.scheduler.observe.KnowsTheScheduler.class);
    }

    @Test
    void theReplayKnowsCarriersAndTheJdkPackageOnly() {
        check(onlyOurs(REPLAY, REPLAY, CARRIER, JDK), dev.stillpoint.scheduler.replay.KnowsTheScheduler.class);
    }

    @Test
    void thePublicPackageDoesNotKnowTheReplay() {
        check(noClasses().that().resideInAPackage(PUBLIC).should().dependOnClassesThat().resideInAPackage(REPLAY),
                KnowsTheReplay.class);
    }

    @Test
    void packagesAreFreeOfCycles() {
        check(slices().matching("dev.stillpoint.(**)").should().beFreeOfCycles(), One.class, Two.class);
    }

    @Test
    void nothingIsNeededAtRunTimeButTheJdk() {
        check(noClasses().should().dependOnClassesThat().resideOutsideOfPackages("java..", "javax.management..",
                "jdk.jfr..", "jdk.internal.misc", "org.jspecify.annotations", PUBLIC + ".."), NeedsMore.class);
    }

    private static ArchRule onlyOurs(String from, String... to) {
        return classes().that().resideInAPackage(from).should()
                .onlyDependOnClassesThat(resideOutsideOfPackage("dev.stillpoint..").or(resideInAnyPackage(to)));
    }

    /** The rule holds for all classes; and it can fail: it does for those that are given. */
    private static void check(ArchRule rule, Class<?>... violating) {
        rule.check(MAIN);
        assertThat(rule.evaluate(new ClassFileImporter().importClasses(violating)).hasViolation())
                .as("violated by %s: %s", violating[0].getSimpleName(), rule.getDescription()).isTrue();
    }
}
