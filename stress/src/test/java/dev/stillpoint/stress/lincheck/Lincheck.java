// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.queue;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;

/**
 * Lincheck's model checker, set up for queues: random scenarios of a few operations on two or three threads, each
 * played in many orders of their accesses to memory. In the scheduler's package, as are the tests, for its queues are
 * nobody else's.
 */
final class Lincheck {

    private static final int SCENARIOS = 20;
    private static final int SCHEDULES = 50;

    private Lincheck() {
    }

    /** Whatever the schedule, the results are those of {@code specification} in some order; and nobody waits. */
    static void check(Class<?> queue, Class<?> specification) {
        options(specification).checkObstructionFreedom(true).check(queue);
    }

    /** A frozen twin that is wrong in one step must be found. */
    static void assertFound(Class<?> twin, Class<?> specification) {
        assertThatExceptionOfType(LincheckAssertionError.class)
                .isThrownBy(() -> options(specification).minimizeFailedScenario(false).check(twin));
    }

    private static ModelCheckingOptions options(Class<?> specification) {
        return new ModelCheckingOptions().sequentialSpecification(specification).iterations(SCENARIOS)
                .invocationsPerIteration(SCHEDULES).threads(2).actorsPerThread(3).actorsBefore(2).actorsAfter(2);
    }
}
