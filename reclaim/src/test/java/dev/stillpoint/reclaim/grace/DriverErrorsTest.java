// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.Background;
import dev.stillpoint.scheduler.fixture.FaultyClasses;
import dev.stillpoint.scheduler.fixture.FaultyClasses.Points;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A driver that fails, at whatever point, leaves a grace period that the next driver waits for. */
class DriverErrorsTest {

    private static final String PACKAGE = GracePeriods.class.getPackageName();
    /** What a driver runs. */
    private static final Set<Class<?>> DRIVING = driving();
    /** What runs while a caller waits, or drives because it waits. */
    private static final Set<Class<?>> WAITING = waiting();
    /** What tells those who wait. */
    private static final Set<Class<?>> TELLING = Set.of(GracePeriods.class, Drivers.class, Waiters.class);
    private static final long FOR_EVER = Long.MAX_VALUE;

    private static Set<Class<?>> driving() {
        Set<Class<?>> classes = VisitorErrorsTest.visiting();
        classes.addAll(List.of(Drivers.class, PendingGracePeriod.class, VisitorDrain.class, RecordDrain.class,
                CarrierRecord.class, Cuts.class, Membarrier.class));
        return classes;
    }

    private static Set<Class<?>> waiting() {
        Set<Class<?>> classes = driving();
        classes.addAll(List.of(Waiters.class, GracePeriodDriver.class));
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
    void whereverADriverThatCutsRunsOutOfMemoryOlderReadersAreWaitedFor() throws Exception {
        assertThat(FaultyClasses.play(PACKAGE, DRIVING, Points.ALLOCATIONS, FailingDriver.CuttingOutOfMemory.class))
                .isEmpty();
    }

    @Test
    void whereverADriverThatCutsOverflowsItsStackOlderReadersAreWaitedFor() throws Exception {
        assertThat(FaultyClasses.play(PACKAGE, DRIVING, Points.CALLS, FailingDriver.CuttingAtTheStackEnd.class))
                .isEmpty();
    }

    @Test
    void whoWaitsReturnsThoughTheDriverFailedBeforeItToldAnybody() throws Exception {
        assertThat(FaultyClasses.play(PACKAGE, TELLING, Points.CALLS, UntoldWaiters.class))
                .isEmpty();
    }

    @Test
    void whereverACallerOverflowsItsStackWhileItDrivesOthersGetOn() throws Exception {
        assertThat(FaultyClasses.play("dev.stillpoint.reclaim", WAITING, Points.CALLS, FailingWaiters.Driving.class))
                .isEmpty();
    }

    @Test
    void whereverACallerOverflowsItsStackWhileItWaitsOthersGetOn() throws Exception {
        assertThat(FaultyClasses.play("dev.stillpoint.reclaim", WAITING, Points.CALLS, FailingWaiters.Waiting.class))
                .isEmpty();
    }

    /** The real end of the stack, near which threads of many depths wait for grace periods. */
    @Test
    void whoWaitsAtTheEndOfItsStackHoldsUpNobody() throws InterruptedException {
        GracePeriods periods = new GracePeriods(new Visitors());
        periods.await(1, FOR_EVER);
        for (int round = 0; round < 60; round++) {
            int padding = round % 37;
            Thread deep = new Thread(null, () -> new StackEnd(periods).fall(padding), "deep", 200 << 10);
            deep.setDaemon(true);
            deep.start();
            deep.join();
            long next = periods.next();
            Background other = Background.platform("other", () -> periods.await(next, FOR_EVER));
            Await.until("another thread gets on", other::isDone);
            assertThat(periods.requested() - periods.completed()).isBetween(0L, 1L);
        }
    }

    /** Waits for grace periods on the way back from an overflow. */
    private static final class StackEnd {

        private final GracePeriods periods;
        private int waits;

        StackEnd(GracePeriods periods) {
            this.periods = periods;
        }

        /** Falls from a depth that the padding shifts by less than a frame of what follows. */
        void fall(int padding) {
            if (padding > 0) {
                fall(padding - 1);
            } else {
                fall();
            }
        }

        @SuppressWarnings("InfiniteRecursion") // to the end of the stack
        private void fall() {
            try {
                fall();
            } catch (StackOverflowError e) {
                // And up again, a wait on each of the first frames.
            }
            if (waits < 250) {
                waits++;
                try {
                    periods.await(periods.next(), TimeUnit.MILLISECONDS.toNanos(1));
                } catch (InterruptedException | StackOverflowError e) {
                    // There was no stack for it.
                }
            }
        }
    }

    @Test
    void theDriverThreadOutlivesWantOfMemory() throws Exception {
        assertThat(FaultyClasses.play(PACKAGE, DRIVING, Points.ALLOCATIONS, DriverThreadWithoutMemory.class)).isEmpty();
    }
}
