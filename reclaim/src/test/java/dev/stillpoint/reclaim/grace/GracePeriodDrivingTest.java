// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.Background;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who drives grace periods, and how: step by step, alone, and several at once. */
class GracePeriodDrivingTest {

    private final GracePeriods periods = new GracePeriods(new Visitors());

    @Test
    void stepByStepItIsPublishedThenLookedForUntilItEnds() {
        ScriptedCarrier carrier = ScriptedCarrier.online(periods, "carrier");

        assertThat(StepwiseDriver.advance(periods, 1)).isFalse();
        assertThat(periods.requested()).isEqualTo(1);
        assertThat(StepwiseDriver.advance(periods, 1)).isFalse();
        carrier.unmount();

        assertThat(StepwiseDriver.advance(periods, 1)).isTrue();
        assertThat(StepwiseDriver.advance(periods, 1)).isTrue();
        assertThat(periods.requested()).isEqualTo(1);
    }

    @Test
    void stepByStepItIsForcedOnceItIsExpedited() {
        ScriptedCarrier.online(periods, "carrier");
        StepwiseDriver.advance(periods, 1);
        periods.expedite(1);

        assertThat(StepwiseDriver.advance(periods, 1)).isTrue();
        assertThat(periods.stops()).isEqualTo(1);
    }

    @Test
    void twoDriversOfTheSameGracePeriodShareIt() throws InterruptedException {
        ScriptedCarrier carrier = ScriptedCarrier.online(periods, "carrier");
        Background first = Background.platform("first", () -> periods.driveTo(1));
        Background second = Background.platform("second", () -> periods.driveTo(1));
        Await.until("both drivers wait", () -> Await.isWaiting(first.thread()) && Await.isWaiting(second.thread()));

        carrier.unmount();
        first.join();
        second.join();

        assertThat(periods.requested()).isEqualTo(1);
    }

    @Test
    void aDriverSeesThroughEveryGracePeriodUpToItsTarget() {
        periods.driveTo(3);

        assertThat(periods.requested()).isEqualTo(3);
        assertThat(periods.completed()).isEqualTo(3);
    }

    @Test
    void drivingToAnEndedGracePeriodDoesNothing() {
        periods.driveTo(2);

        periods.driveTo(1);

        assertThat(periods.requested()).isEqualTo(2);
    }

    @Test
    void aDriverUsesAlmostNoProcessorWhileAReaderIsStuckHoweverHurriedItIs() throws InterruptedException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        int stuck = periods.visitors().enter(0);
        periods.nudge(1);
        periods.expedite(1);
        Background.platform("driver", () -> {
            // Once before, so that what follows is neither loading of classes nor their first interpretation.
            assertThat(periods.await(1, TimeUnit.SECONDS.toNanos(1))).isFalse();
            long before = threads.getCurrentThreadCpuTime();
            assertThat(periods.await(1, TimeUnit.SECONDS.toNanos(2))).isFalse();
            assertThat(threads.getCurrentThreadCpuTime() - before).isLessThan(TimeUnit.MILLISECONDS.toNanos(100));
        }).join();

        periods.visitors().exit(stuck);
        Await.until("it ends", () -> periods.completed() == 1);
    }
}
