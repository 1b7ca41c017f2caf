// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.fixture.FaultyClasses;
import dev.stillpoint.scheduler.fixture.FaultyClasses.Points;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Wherever an error strikes: nothing is lost, freed early or freed twice, and the reclaimer goes on. */
class ReclaimerErrorsTest {

    /** What the reclaimer's thread runs. */
    private static final Set<Class<?>> SERVICE = Set.of(ReclaimerThread.class, BatchFreer.class, Batch.class,
            Retired.class, RetireInbox.class, RetireQueues.class, CarrierBag.class, Backlog.class, Barrier.class,
            ReclaimerProgress.class, Reports.class, BacklogEvent.class, ReclaimEvent.class);

    /** What users call. */
    private static final Set<Class<?>> CALLED = Set.of(Reclaimer.class, RetiredGroup.class, ReclaimerThread.class,
            Retired.class, RetireInbox.class, RetireQueues.class, CarrierBag.class, Backlog.class, Barrier.class,
            CloseWait.class, QsbrReference.class, CountedVersion.class, Snapshot.class);

    private static List<String> play(Set<Class<?>> faulty, Points points,
            Class<? extends Callable<List<String>>> scenario) throws Exception {
        return FaultyClasses.play(Reclaimer.class.getPackageName(), faulty, points, scenario);
    }

    @Test
    void whereverItsThreadRunsOutOfMemoryNothingIsLost() throws Exception {
        assertThat(play(SERVICE, Points.ALLOCATIONS, FailingService.OutOfMemory.class)).isEmpty();
    }

    @Test
    void atWhateverCallItsThreadFailsNothingIsLost() throws Exception {
        assertThat(play(SERVICE, Points.CALLS, FailingService.AtTheStackEnd.class)).isEmpty();
    }

    @Test
    void whereverACallerRunsOutOfMemoryItsObjectIsItsOwnOrIsFreedOnce() throws Exception {
        assertThat(play(CALLED, Points.ALLOCATIONS, FailingCallers.OutOfMemory.class)).isEmpty();
    }

    @Test
    void atWhateverCallACallerOverflowsItsStackItsObjectIsItsOwnOrIsFreedOnce() throws Exception {
        assertThat(play(CALLED, Points.CALLS, FailingCallers.AtTheStackEnd.class)).isEmpty();
    }
}
