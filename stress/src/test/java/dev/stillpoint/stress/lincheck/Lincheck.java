// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.lincheck;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.function.Predicate;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;

/**
 * Lincheck's model checker, set up for queues and collections: random scenarios of a few operations on two threads,
 * each played in many orders of their accesses to memory. The scenarios and the orders are the same each time.
 */
public final class Lincheck {

    private static final int SCENARIOS = 20;
    private static final int SCHEDULES = 50;
    /** A loop that goes on for longer is taken for one that waits. Sixteen buckets are gone through in one. */
    private static final int STEPS_OF_A_LOOP = 40;

    private final Class<?> specification;
    private int scenarios = SCENARIOS;
    private int schedules = SCHEDULES;
    private int actorsBefore = 2;
    private Predicate<String> isUnseen = _ -> false;
    /** What comes before, what either thread does, and what comes after; empty if there is none. */
    private List<List<Call>> written = List.of();

    private Lincheck(Class<?> specification) {
        this.specification = specification;
    }

    /** Whatever the schedule, the results are those of {@code specification} in some order; and nobody waits. */
    public static void check(Class<?> queue, Class<?> specification) {
        of(specification).check(queue);
    }

    /** A frozen twin that is wrong in one step must be found. */
    public static void assertFound(Class<?> twin, Class<?> specification) {
        of(specification).assertFound(twin);
    }

    /** For other numbers of scenarios and schedules. */
    public static Lincheck of(Class<?> specification) {
        return new Lincheck(specification);
    }

    /** So many random scenarios, and of each so many schedules. */
    public Lincheck playing(int scenarios, int schedules) {
        this.scenarios = scenarios;
        this.schedules = schedules;
        return this;
    }

    /** Before the random scenarios, this one: what comes before, what either thread does, and what comes after. */
    public Lincheck first(List<Call> before, List<Call> one, List<Call> other, List<Call> after) {
        written = List.of(before, one, other, after);
        return this;
    }

    /** So many operations before the two threads begin. */
    public Lincheck after(int operations) {
        actorsBefore = operations;
        return this;
    }

    /** What these classes do is one step with what comes before. */
    public Lincheck notLookingInto(Predicate<String> classNames) {
        isUnseen = classNames;
        return this;
    }

    /** As {@link #check(Class, Class)}. */
    public void check(Class<?> structure) {
        options(structure).checkObstructionFreedom(true).check(structure);
    }

    /** As {@link #assertFound(Class, Class)}. */
    public void assertFound(Class<?> twin) {
        assertThatExceptionOfType(LincheckAssertionError.class)
                .isThrownBy(() -> options(twin).minimizeFailedScenario(false).check(twin))
                .withMessageContaining("Invalid execution results");
    }

    private ModelCheckingOptions options(Class<?> structure) {
        ModelCheckingOptions options = new ModelCheckingOptions().sequentialSpecification(specification)
                .iterations(scenarios).invocationsPerIteration(schedules).threads(2).actorsPerThread(3)
                .actorsBefore(actorsBefore).actorsAfter(2).loopIterationsBeforeThreadSwitch(STEPS_OF_A_LOOP);
        if (!written.isEmpty()) {
            List<List<Actor>> actors = written.stream()
                    .map(calls -> calls.stream().map(call -> call.on(structure)).toList()).toList();
            options.addCustomScenario(new ExecutionScenario(actors.get(0), actors.subList(1, 3), actors.get(3), null));
        }
        return options.addGuarantee(ManagedStrategyGuaranteeKt.forClasses(isUnseen::test).allMethods().ignore());
    }
}
