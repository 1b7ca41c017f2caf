// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.reclaim.demote.CollectorCalls;
import dev.stillpoint.reclaim.demote.DemotedMemory;
import dev.stillpoint.scheduler.fixture.FaultyClasses;
import dev.stillpoint.scheduler.fixture.FaultyClasses.Points;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Wherever an error strikes while memory is demoted: nothing is lost, freed under who holds it, or freed twice. */
class DemotionErrorsTest {

    private static final Set<Class<?>> ALLOCATING = Set.of(Demoter.class, DemotedMemory.class, CollectorCalls.class,
            Batch.class, BatchFreer.class, ReclaimerThread.class, DemotionEvent.class, FoundEvent.class);

    /** Each of these calls costs a collection. The others' are struck by {@link ReclaimerErrorsTest}. */
    private static final Set<Class<?>> CALLING = Set.of(Demoter.class, DemotedMemory.class, FoundEvent.class);

    private static List<String> play(Set<Class<?>> faulty, Points points,
            Class<? extends Callable<List<String>>> scenario) throws Exception {
        return FaultyClasses.play(Reclaimer.class.getPackageName(), faulty, points, scenario);
    }

    @Test
    void whereverTheThreadRunsOutOfMemoryEachIsFreedOnce() throws Exception {
        assertThat(play(ALLOCATING, Points.ALLOCATIONS, FailingDemotion.OutOfMemory.class)).isEmpty();
    }

    @Test
    void atWhateverCallTheThreadFailsEachIsFreedOnce() throws Exception {
        assertThat(play(CALLING, Points.CALLS, FailingDemotion.AtTheStackEnd.class)).isEmpty();
    }
}
