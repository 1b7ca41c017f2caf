// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.timing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.fixture.FaultyClasses;
import dev.stillpoint.scheduler.fixture.FaultyClasses.Points;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Wherever the thread of the timers fails, and whoever fails to wake it, each timer fires once. */
class TimerErrorsTest {

    private static final String PACKAGE = TimerThread.class.getPackageName();
    private static final Set<Class<?>> TIMERS = Set.of(TimerThread.class, TimerWheel.class, Timer.class);

    @Test
    void whereverTheThreadRunsOutOfMemoryEachTimerFires() throws Exception {
        assertThat(FaultyClasses.play(PACKAGE, TIMERS, Points.ALLOCATIONS, FailingTimers.OnTheirThread.class))
                .isEmpty();
    }

    @Test
    void whereverTheThreadFailsEachTimerFires() throws Exception {
        assertThat(FaultyClasses.play(PACKAGE, TIMERS, Points.CALLS, FailingTimers.OnTheirThread.class)).isEmpty();
    }

    @Test
    void whereverASenderOverflowsItsStackTheTimerItSentFires() throws Exception {
        assertThat(FaultyClasses.play(PACKAGE, TIMERS, Points.CALLS, FailingTimers.OnASender.class)).isEmpty();
    }
}
