// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.fixture.FaultyClasses;
import dev.stillpoint.scheduler.fixture.FaultyClasses.Points;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A driver that fails, at whatever point, leaves a grace period that the next driver waits for. */
class DriverErrorsTest {

    private static final String PACKAGE = GracePeriods.class.getPackageName();
    /** What a driver runs. */
    private static final Set<Class<?>> DRIVING = driving();

    private static Set<Class<?>> driving() {
        Set<Class<?>> classes = VisitorErrorsTest.visiting();
        classes.addAll(List.of(PendingGracePeriod.class, VisitorDrain.class, CarrierRecord.class));
        return classes;
    }

    @Test
    void whereverADriverRunsOutOfMemoryOlderReadersAreWaitedFor() throws Exception {
        assertThat(FaultyClasses.play(PACKAGE, DRIVING, Points.ALLOCATIONS, FailingDriver.OutOfMemory.class)).isEmpty();
    }

    @Test
    void whereverADriverOverflowsItsStackOlderReadersAreWaitedFor() throws Exception {
        assertThat(FaultyClasses.play(PACKAGE, DRIVING, Points.CALLS, FailingDriver.AtTheStackEnd.class)).isEmpty();
    }

    @Test
    void whoWaitsReturnsThoughTheDriverFailedBeforeItToldAnybody() throws Exception {
        assertThat(FaultyClasses.play(PACKAGE, Set.of(GracePeriods.class), Points.CALLS, UntoldWaiters.class))
                .isEmpty();
    }

    @Test
    void theDriverThreadOutlivesWantOfMemory() throws Exception {
        assertThat(FaultyClasses.play(PACKAGE, DRIVING, Points.ALLOCATIONS, DriverThreadWithoutMemory.class)).isEmpty();
    }
}
