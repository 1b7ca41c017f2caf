// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CarrierRegistry;
import dev.stillpoint.scheduler.fixture.FaultyClasses;
import dev.stillpoint.scheduler.fixture.FaultyClasses.Points;
import dev.stillpoint.scheduler.observe.CarrierEvents;
import dev.stillpoint.scheduler.queue.BatchQueue;
import dev.stillpoint.scheduler.queue.RunQueue;
import dev.stillpoint.scheduler.queue.SharedQueue;
import dev.stillpoint.scheduler.queue.TaskInbox;
import dev.stillpoint.scheduler.queue.TaskSelector;
import dev.stillpoint.scheduler.task.Task;
import dev.stillpoint.scheduler.timing.Timer;
import dev.stillpoint.scheduler.timing.TimerThread;
import dev.stillpoint.scheduler.worker.Lifecycle;
import dev.stillpoint.scheduler.worker.Parker;
import dev.stillpoint.scheduler.worker.ThreadCounter;
import dev.stillpoint.scheduler.worker.Wakeups;
import dev.stillpoint.scheduler.worker.Worker;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Wherever a scheduler fails, it goes on: a thread starts and ends, or its start throws; all carriers and service
 * threads live; and it can be closed.
 */
class PoolErrorsTest {

    private static final String PACKAGES = "dev.stillpoint.scheduler";
    /** What runs on the stack of whoever starts or wakes a thread. */
    private static final Set<Class<?>> QUEUEING = Set.of(CarrierPool.class, Worker.class, Wakeups.class, Parker.class,
            Lifecycle.class, ThreadCounter.class, Task.class, RunQueue.class, TaskInbox.class, SharedQueue.class,
            BatchQueue.class, Watchdog.class, UnfinishedUnmounts.class, localQueue());

    private static Class<?> localQueue() {
        try {
            return Class.forName(RunQueue.class.getPackageName() + ".LocalQueue");
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whereverAThreadOutsideOverflowsItsStackWhatItStartedRuns() throws Exception {
        assertThat(FaultyClasses.play(PACKAGES, QUEUEING, Points.CALLS, FailingPool.StartedOutside.class)).isEmpty();
    }

    @Test
    void whereverItsStackEndsWhatItStartsRunsOrIsNotCountedAsAlive() throws Exception {
        assertThat(FaultyClasses.play(PACKAGES, QUEUEING, Points.CALLS, FailingPool.StartedAtTheStackEnd.class))
                .isEmpty();
    }

    @Test
    void whereverAThreadOfThePoolOverflowsItsStackWhatItStartedRuns() throws Exception {
        assertThat(FaultyClasses.play(PACKAGES, QUEUEING, Points.CALLS, FailingPool.StartedInside.class)).isEmpty();
    }

    @Test
    void whereverACarrierFailsOnItsWayInOrOutGracePeriodsDoNotWaitForIt() throws Exception {
        Set<Class<?>> faulty = Set.of(Worker.class, Lifecycle.class, CarrierRegistry.class, Carrier.class);

        assertThat(FaultyClasses.play(PACKAGES, faulty, Points.CALLS, FailingPool.Coming.class)).isEmpty();
        assertThat(FaultyClasses.play(PACKAGES, faulty, Points.CALLS, FailingPool.Leaving.class)).isEmpty();
    }

    @Test
    void aWatchdogThatCannotEvenReportItsFailureGoesOn() throws Exception {
        assertThat(FaultyClasses.play(PACKAGES, Set.of(Watchdog.class), Points.CALLS,
                FailingPool.WatchdogWithoutAnything.class)).isEmpty();
    }

    @Test
    void aCarrierThatCannotEvenReportItsFailureGoesOnWhereItWas() throws Exception {
        assertThat(FaultyClasses.play(PACKAGES, Set.of(Worker.class), Points.CALLS,
                FailingPool.CarrierThatCannotReport.class)).isEmpty();
    }

    @Test
    void aWatchdogWithNothingToDoRests() throws Exception {
        assertThat(FaultyClasses.play(PACKAGES, Set.of(Watchdog.class), Points.CALLS, FailingPool.Idle.class))
                .isEmpty();
    }

    @Test
    void aWatchdogThatCannotTellWhoComputesHelpsThoseThatWait() throws Exception {
        assertThat(FaultyClasses.play(PACKAGES, Set.of(ProcessorTime.class), Points.CALLS,
                FailingPool.WithoutProcessorTimes.class)).isEmpty();
    }

    @Test
    void whereverThereIsNoMemoryForAWorkerItsCounterIsNotLost() throws Exception {
        assertThat(FaultyClasses.play(PACKAGES, Set.of(Workers.class), Points.ALLOCATIONS, FailingPool.Grown.class))
                .isEmpty();
    }

    @Test
    void whereverThereIsNoMemoryEveryThreadEndsAndThePoolCloses() throws Exception {
        Set<Class<?>> everything = new HashSet<>(QUEUEING);
        everything.addAll(Set.of(Workers.class, TimerThread.class, Timer.class, TaskSelector.class, Carrier.class,
                CarrierRegistry.class, CarrierEvents.class));
        assertThat(FaultyClasses.play(PACKAGES, everything, Points.ALLOCATIONS, FailingPool.WithoutMemory.class))
                .isEmpty();
    }
}
