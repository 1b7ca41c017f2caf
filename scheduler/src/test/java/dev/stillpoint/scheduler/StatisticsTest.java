// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import dev.stillpoint.scheduler.carrier.Registers;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatisticsTest {
    private final CarrierScheduler scheduler = CarrierScheduler
            .create(SchedulerConfig.defaults().withName("counted").withCarriers(1).withQueueCapacity(4)
                    .withCompensation(Compensation.none()));
    private final AtomicBoolean go = new AtomicBoolean();

    @AfterEach
    void close() {
        Eventually.closed(scheduler);
    }

    @Test
    void threadsAreCountedWhenTheyStartAndWhenTheyEnd() throws Exception {
        Inside.runMany(scheduler, 10, Thread::yield);
        Thread parked = scheduler.start(this::park);
        Eventually.waits(parked);
        Eventually.holds("ten have ended", () -> scheduler.statistics().endedThreads() == 10);
        SchedulerStatistics seen = scheduler.statistics();

        assertThat(seen.name()).isEqualTo("counted");
        assertThat(seen.startedThreads()).isEqualTo(11);
        assertThat(seen.liveThreads()).isEqualTo(1);
        assertThat(seen.configuredCarriers()).isEqualTo(1);
        assertThat(seen.carriers()).singleElement().extracting(CarrierStatistics::name)
                .isEqualTo("counted-carrier-0");
        release(parked);
    }

    @Test
    void mountsAndParksAndSpillsAreCounted() throws Exception {
        SchedulerStatistics before = scheduler.statistics();
        Inside.run(scheduler, () -> {
            for (int i = 0; i < 100; i++) {
                Thread.ofVirtual().start(Thread::yield);
            }
        });
        Eventually.holds("all have ended and the carrier sleeps",
                () -> scheduler.liveThreads() == 0 && scheduler.statistics().parks() > before.parks());
        SchedulerStatistics after = scheduler.statistics();

        // A hundred that yield are mounted twice each.
        assertThat(after.mounts() - before.mounts()).isGreaterThanOrEqualTo(201);
        assertThat(after.spills()).isPositive();
        assertThat(after.carriers().getFirst().spilledTasks()).isGreaterThan(after.spills());
        assertThat(after.queuedTasks()).isZero();
        assertThat(after.sharedWork()).isFalse();
    }

    @Test
    void tasksInTheQueueOfACarrierAreSeen() throws Exception {
        SchedulerStatistics seen = Inside.call(scheduler, () -> {
            for (int i = 0; i < 3; i++) {
                Thread.ofVirtual().start(() -> {
                });
            }
            return scheduler.statistics();
        });

        assertThat(seen.queuedTasks()).isEqualTo(3);
        assertThat(seen.carriers().getFirst().activity()).isEqualTo(CarrierActivity.ACTIVE);
    }

    @Test
    void readersThatParkAndComeHomeAreCounted() {
        Thread reader = scheduler.start(() -> {
            Registers registers = CurrentCarrier.get().registers();
            registers.begin();
            registers.stamp(1);
            park();
            registers.release();
        });
        Eventually.waits(reader);
        Eventually.holds("it is counted", () -> scheduler.statistics().parkedReaders() == 1);
        long homeMounts = scheduler.statistics().homeMounts();
        release(reader);

        assertThat(scheduler.statistics().homeMounts()).isGreaterThan(homeMounts);
        assertThat(scheduler.statistics().parkedReaders()).isZero();
    }

    /** Whoever draws a rate of a counter takes one that goes back for a new beginning. */
    @Test
    void countersDoNotGoBackWhenACarrierLeaves() throws Exception {
        CarrierScheduler shrinking = CarrierScheduler
                .create(SchedulerConfig.defaults().withName("shrinking").withCarriers(3));
        Inside.runMany(shrinking, 100, Thread::yield);
        Eventually.holds("each carrier has done something",
                () -> shrinking.statistics().carriers().stream().allMatch(carrier -> carrier.parks() > 0));
        SchedulerStatistics before = shrinking.statistics();
        shrinking.setCarriers(1);
        Eventually.holds("two have left", () -> shrinking.statistics().carriers().size() == 1);

        assertNotLess(shrinking.statistics(), before);
        SchedulerStatistics last = shrinking.statistics();
        Eventually.closed(shrinking);
        assertThat(shrinking.statistics().carriers()).isEmpty();
        assertNotLess(shrinking.statistics(), last);
    }

    private static void assertNotLess(SchedulerStatistics later, SchedulerStatistics earlier) {
        assertThat(later.mounts()).isGreaterThanOrEqualTo(earlier.mounts());
        assertThat(later.homeMounts()).isGreaterThanOrEqualTo(earlier.homeMounts());
        assertThat(later.steals()).isGreaterThanOrEqualTo(earlier.steals());
        assertThat(later.totals().stolenTasks()).isGreaterThanOrEqualTo(earlier.totals().stolenTasks());
        assertThat(later.spills()).isGreaterThanOrEqualTo(earlier.spills());
        assertThat(later.totals().spilledTasks()).isGreaterThanOrEqualTo(earlier.totals().spilledTasks());
        assertThat(later.parks()).isGreaterThanOrEqualTo(earlier.parks());
        assertThat(later.blockingCalls()).isGreaterThanOrEqualTo(earlier.blockingCalls());
    }

    @Test
    void dumpTellsWhoRunsAndWhatWaits() {
        // With a watchdog that watches: it is who knows since when.
        CarrierScheduler watched = CarrierScheduler
                .create(SchedulerConfig.defaults().withName("watched").withCarriers(1));
        Thread spinner = watched.threadFactory().newThread(() -> {
            Registers registers = CurrentCarrier.get().registers();
            registers.begin();
            registers.stamp(1);
            while (!go.get()) {
                Thread.onSpinWait();
            }
            registers.release();
        });
        spinner.setName("spinner");
        spinner.start();
        Eventually.holds("the dump names it", () -> watched.dump().contains("\"spinner\" for at least"), spinner);

        assertThat(watched.dump().lines()).anySatisfy(
                line -> assertThat(line).startsWith("Scheduler watched: 1 live threads, "))
                .anySatisfy(line -> assertThat(line).startsWith("  watched-carrier-0 active, runs #"
                        + spinner.threadId() + " \"spinner\" for at least "))
                .anySatisfy(
                        line -> assertThat(line).startsWith("    queue 0, parked readers 0, guards held 1; mounts "));
        go.set(true);
        Eventually.ended(spinner);
        Eventually.holds("the carrier is idle",
                () -> watched.dump().contains("watched-carrier-0 idle" + System.lineSeparator()));
        Eventually.closed(watched);
    }

    private void park() {
        while (!go.get()) {
            LockSupport.park();
        }
    }

    private void release(Thread parked) {
        go.set(true);
        LockSupport.unpark(parked);
        Eventually.ended(parked);
    }
}
