// SPDX-License-Identifier: Apache-2.0
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
import dev.stillpoint.scheduler.carrier.KnowsTasks;
import dev.stillpoint.scheduler.jdk.KnowsCarriers;
import dev.stillpoint.scheduler.queue.KnowsWorkers;
import dev.stillpoint.scheduler.task.KnowsQueues;
import dev.stillpoint.scheduler.violation.BreaksIn;
import dev.stillpoint.scheduler.violation.NamesInternals;
import dev.stillpoint.scheduler.violation.NeedsMore;
import dev.stillpoint.scheduler.violation.Ping;
import dev.stillpoint.scheduler.violation.Pong;
import dev.stillpoint.scheduler.violation.one.One;
import dev.stillpoint.scheduler.violation.two.Two;
import dev.stillpoint.scheduler.worker.KnowsPools;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which package may know what: arrows point down, from the public package to {@code jdk}; docs/architecture.md. */
class ArchitectureTest {
    private static final String PUBLIC = "dev.stillpoint.scheduler";
    private static final String JDK = PUBLIC + ".jdk";

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
                .callMethod(Class.class, "forName", String.class).orShould()
                .callMethod(Thread.class, "getStackTrace"), BreaksIn.class);
    }

    // -- arrows, from the ground up

    @Test
    void supportKnowsNothingOfOurs() {
        check(knowsOnly("support"), dev.stillpoint.scheduler.support.KnowsTheScheduler.class);
    }

    @Test
    void timersKnowNothingOfOurs() {
        check(knowsOnly("timing"), dev.stillpoint.scheduler.timing.KnowsTheScheduler.class);
    }

    @Test
    void countsAndEventsKnowNothingOfOurs() {
        check(knowsOnly("observe"), dev.stillpoint.scheduler.observe.KnowsTheScheduler.class);
    }

    @Test
    void theJdkPackageKnowsTimers() {
        check(knowsOnly("jdk", "timing", "support"), KnowsCarriers.class);
    }

    /** The seam names neither tasks nor queues nor workers. */
    @Test
    void theSeamKnowsTheJdkPackageOnly() {
        check(knowsOnly("carrier", "jdk", "support"), KnowsTasks.class);
    }

    @Test
    void tasksKnowTheSeam() {
        check(knowsOnly("task", "carrier", "jdk", "observe"), KnowsQueues.class);
    }

    @Test
    void queuesKnowTasks() {
        check(knowsOnly("queue", "task", "observe"), KnowsWorkers.class);
    }

    @Test
    void workersKnowQueuesAndTheSeam() {
        check(knowsOnly("worker", "queue", "task", "carrier", "jdk", "observe", "support"), KnowsPools.class);
    }

    @Test
    void poolsKnowWorkers() {
        check(knowsOnly("pool", "worker", "queue", "task", "carrier", "jdk", "observe", "support"),
                dev.stillpoint.scheduler.pool.KnowsTheScheduler.class);
    }

    @Test
    void theReplayKnowsTasksTheSeamAndThePublicPackage() {
        check(onlyOurs(PUBLIC + ".replay", PUBLIC, PUBLIC + ".task", PUBLIC + ".carrier", JDK),
                dev.stillpoint.scheduler.replay.KnowsWorkers.class);
    }

    @Test
    void thePublicPackageDoesNotKnowTheReplay() {
        check(noClasses().that().resideInAPackage(PUBLIC).should().dependOnClassesThat()
                .resideInAPackage(PUBLIC + ".replay"), KnowsTheReplay.class);
    }

    // -- cycles

    @Test
    void packagesAreFreeOfCycles() {
        check(slices().matching("dev.stillpoint.(**)").should().beFreeOfCycles(), One.class, Two.class);
    }

    /** Within packages too: who reads a file finds all that it needs below it. */
    @Test
    void filesAreFreeOfCycles() {
        check(slices().assignedFrom(new Files()).should().beFreeOfCycles(), Ping.class, Pong.class);
    }

    // -- the outside

    @Test
    void nothingIsNeededAtRunTimeButTheJdk() {
        check(noClasses().should().dependOnClassesThat().resideOutsideOfPackages("java..", "javax.management..",
                "jdk.jfr..", "jdk.internal.misc", "org.jspecify.annotations", PUBLIC + ".."), NeedsMore.class);
    }

    private static ArchRule knowsOnly(String from, String... to) {
        return onlyOurs(PUBLIC + "." + from, Arrays.stream(to).map(name -> PUBLIC + "." + name).toArray(String[]::new));
    }

    private static ArchRule onlyOurs(String from, String... to) {
        String[] known = Stream.concat(Stream.of(from), Arrays.stream(to)).toArray(String[]::new);
        return classes().that().resideInAPackage(from).should()
                .onlyDependOnClassesThat(resideOutsideOfPackage("dev.stillpoint..").or(resideInAnyPackage(known)));
    }

    /** The rule holds for all classes; and it can fail: it does for those that are given. */
    private static void check(ArchRule rule, Class<?>... violating) {
        rule.check(MAIN);
        assertThat(rule.evaluate(new ClassFileImporter().importClasses(violating)).hasViolation())
                .as("violated by %s: %s", violating[0].getSimpleName(), rule.getDescription()).isTrue();
    }
}
