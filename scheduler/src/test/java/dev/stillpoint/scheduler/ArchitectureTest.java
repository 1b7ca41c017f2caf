// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static dev.stillpoint.scheduler.architecture.Rules.onlyOurs;

import com.tngtech.archunit.lang.ArchRule;
import dev.stillpoint.scheduler.architecture.Rules;
import dev.stillpoint.scheduler.architecture.SourceFiles;
import dev.stillpoint.scheduler.carrier.KnowsTasks;
import dev.stillpoint.scheduler.jdk.KnowsCarriers;
import dev.stillpoint.scheduler.queue.KnowsWorkers;
import dev.stillpoint.scheduler.task.KnowsQueues;
import dev.stillpoint.scheduler.violation.BreaksIn;
import dev.stillpoint.scheduler.violation.NamesInternals;
import dev.stillpoint.scheduler.violation.NeedsMore;
import dev.stillpoint.scheduler.violation.Ping;
import dev.stillpoint.scheduler.violation.Pong;
import dev.stillpoint.scheduler.violation.StopsThreads;
import dev.stillpoint.scheduler.violation.one.One;
import dev.stillpoint.scheduler.violation.two.Two;
import dev.stillpoint.scheduler.worker.KnowsPools;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Which package may know what: arrows point down, from the public package to {@code jdk}; docs/architecture.md. */
class ArchitectureTest {
    private static final String PUBLIC = "dev.stillpoint.scheduler";
    private static final String JDK = PUBLIC + ".jdk";

    private static final Rules MAIN = Rules.of(PUBLIC);

    @Test
    void onlyTheJdkPackageNamesInternals() {
        MAIN.check(noClasses().that().resideOutsideOfPackage(JDK).should().dependOnClassesThat()
                .resideInAnyPackage("jdk.internal..", "sun.."), NamesInternals.class);
    }

    @Test
    void onlyTheJdkPackageBreaksIntoOtherClasses() {
        MAIN.check(noClasses().that().resideOutsideOfPackage(JDK).should()
                .callMethod(MethodHandles.class, "privateLookupIn", Class.class, MethodHandles.Lookup.class).orShould()
                .callMethod(AccessibleObject.class, "setAccessible", boolean.class).orShould()
                .callMethod(Field.class, "setAccessible", boolean.class).orShould()
                .callMethod(Method.class, "setAccessible", boolean.class).orShould()
                .callMethod(Class.class, "forName", String.class), BreaksIn.class);
    }

    /** It is a handshake, on which forced quiescence rests. A report only shows the stack. */
    @Test
    void onlyTheJdkPackageStopsThreads() {
        MAIN.check(noClasses().that().resideOutsideOfPackage(JDK).and().doNotBelongToAnyOf(Stragglers.class).should()
                .callMethod(Thread.class, "getStackTrace"), StopsThreads.class);
    }

    // -- arrows, from the ground up

    @Test
    void supportKnowsNothingOfOurs() {
        MAIN.check(knowsOnly("support"), dev.stillpoint.scheduler.support.KnowsTheScheduler.class);
    }

    @Test
    void timersKnowOnlySupport() {
        MAIN.check(knowsOnly("timing", "support"), dev.stillpoint.scheduler.timing.KnowsTheScheduler.class);
    }

    @Test
    void countsAndEventsKnowOnlySupport() {
        MAIN.check(knowsOnly("observe", "support"), dev.stillpoint.scheduler.observe.KnowsTheScheduler.class);
    }

    @Test
    void theJdkPackageKnowsTimers() {
        MAIN.check(knowsOnly("jdk", "timing", "support"), KnowsCarriers.class);
    }

    /** The seam names neither tasks nor queues nor workers. */
    @Test
    void theSeamKnowsTheJdkPackageOnly() {
        MAIN.check(knowsOnly("carrier", "jdk", "support"), KnowsTasks.class);
    }

    @Test
    void tasksKnowTheSeam() {
        MAIN.check(knowsOnly("task", "carrier", "jdk", "observe"), KnowsQueues.class);
    }

    @Test
    void queuesKnowTasks() {
        MAIN.check(knowsOnly("queue", "task", "observe"), KnowsWorkers.class);
    }

    @Test
    void workersKnowQueuesAndTheSeam() {
        MAIN.check(knowsOnly("worker", "queue", "task", "carrier", "jdk", "observe", "support"), KnowsPools.class);
    }

    @Test
    void poolsKnowWorkers() {
        MAIN.check(knowsOnly("pool", "worker", "queue", "task", "carrier", "jdk", "observe", "support"),
                dev.stillpoint.scheduler.pool.KnowsTheScheduler.class);
    }

    @Test
    void theReplayKnowsTasksTheSeamAndThePublicPackage() {
        MAIN.check(onlyOurs(PUBLIC + ".replay", PUBLIC, PUBLIC + ".task", PUBLIC + ".carrier", JDK,
                PUBLIC + ".support"),
                dev.stillpoint.scheduler.replay.KnowsWorkers.class);
    }

    @Test
    void theToolKnowsThePublicPackageAndTheJdkPackage() {
        MAIN.check(onlyOurs(PUBLIC + ".tool", PUBLIC, JDK, PUBLIC + ".support"),
                dev.stillpoint.scheduler.tool.KnowsWorkers.class);
    }

    @Test
    void thePublicPackageDoesNotKnowTheReplay() {
        MAIN.check(noClasses().that().resideInAPackage(PUBLIC).should().dependOnClassesThat()
                .resideInAPackage(PUBLIC + ".replay"), KnowsTheReplay.class);
    }

    // -- cycles

    @Test
    void packagesAreFreeOfCycles() {
        MAIN.check(slices().matching("dev.stillpoint.(**)").should().beFreeOfCycles(), One.class, Two.class);
    }

    /** Within packages too: who reads a file finds all that it needs below it. */
    @Test
    void filesAreFreeOfCycles() {
        MAIN.check(slices().assignedFrom(SourceFiles.all()).should().beFreeOfCycles(), Ping.class, Pong.class);
    }

    // -- the outside

    @Test
    void nothingIsNeededAtRunTimeButTheJdk() {
        MAIN.check(noClasses().should().dependOnClassesThat().resideOutsideOfPackages("java..", "javax.management..",
                "jdk.jfr..", "jdk.internal.misc", "org.jspecify.annotations", PUBLIC + ".."), NeedsMore.class);
    }

    private static ArchRule knowsOnly(String from, String... to) {
        return onlyOurs(PUBLIC + "." + from, Arrays.stream(to).map(name -> PUBLIC + "." + name).toArray(String[]::new));
    }
}
