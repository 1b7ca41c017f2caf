// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.reclaim.ScopedQsbr.SectionAction;
import dev.stillpoint.reclaim.grace.GracePeriods;
import dev.stillpoint.reclaim.memory.NativeBlock;
import dev.stillpoint.reclaim.memory.QuarantineAllocator;
import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.Gate;
import dev.stillpoint.reclaim.support.Unmount;
import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.SchedulerConfig;
import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import dev.stillpoint.scheduler.replay.ReplayScheduler;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Readers that park inside their sections, and the grace periods of the process. */
class ParkedReadersTest {

    private static final GracePeriods GRACE = GracePeriods.process();
    private static final int READERS = 300;

    @Test
    void quiescenceIsNeverAnnouncedToAGracePeriodWhileAReaderOlderThanItIsParked() {
        try (ReplayScheduler replay = new ReplayScheduler(1)) {
            Thread older = parkedReader(replay, "older");
            GracePeriod period = startedGracePeriod();

            for (int i = 0; i < 20; i++) {
                replay.run(replay.start("unrelated", () -> {
                }), 0);
                replay.run(replay.start("whole section", () -> ScopedQsbr.run(() -> {
                })), 0);
            }
            Thread newer = parkedReader(replay, "newer");
            Await.never("quiescence beside an older reader", period::hasElapsed);

            LockSupport.unpark(newer);
            replay.run(newer, 0);
            Await.never("a newer reader's end passes for an older one's", period::hasElapsed);

            LockSupport.unpark(older);
            replay.run(older, 0);
            Await.until("the grace period ends", period::hasElapsed);
            assertThat(replay.anomalies()).isEmpty();
        }
    }

    @Test
    void aReaderThatParksSeveralTimesInOneSectionIsOlderAllTheTime() {
        try (ReplayScheduler replay = new ReplayScheduler(1)) {
            Thread reader = replay.start("reader", () -> ScopedQsbr.run(() -> {
                for (int i = 0; i < 4; i++) {
                    LockSupport.park();
                }
            }));
            replay.run(reader, 0);
            GracePeriod period = startedGracePeriod();

            for (int i = 0; i < 3; i++) {
                LockSupport.unpark(reader);
                replay.run(reader, 0);
                Await.never("quiescence between two parks of one section", period::hasElapsed);
            }
            LockSupport.unpark(reader);
            replay.run(reader, 0);
            Await.until("the grace period ends", period::hasElapsed);
        }
    }

    @Test
    void aReaderOnOneCarrierIsWaitedForWhateverTheOthersAnnounce() {
        try (ReplayScheduler replay = new ReplayScheduler(3)) {
            Thread reader = parkedReader(replay, "reader");
            GracePeriod period = startedGracePeriod();

            for (int i = 0; i < 9; i++) {
                replay.run(replay.start("unrelated", () -> {
                }), i % 3);
            }
            Await.never("the others announce for it", period::hasElapsed);

            LockSupport.unpark(reader);
            replay.run(reader, 0);
            Await.until("the grace period ends", period::hasElapsed);
        }
    }

    /**
     * On a real scheduler, with two detectors: a reader must not see a grace period end that is newer than its stamp,
     * and must not find poison.
     */
    @Test
    void gracePeriodsKeepEndingWhileHundredsOfReadersParkInOverlappingSectionsAndNoneEndsTooEarly() {
        LongAdder reads = new LongAdder();
        LongAdder tooEarly = new LongAdder();
        LongAdder poisoned = new LongAdder();
        LongAdder broken = new LongAdder();
        try (QuarantineAllocator allocator = new QuarantineAllocator();
                Reclaimer reclaimer = Reclaimer.create();
                QsbrReference<NativeBlock> reference = QsbrReference.of(reclaimer, allocator.allocate(64));
                CarrierScheduler scheduler = CarrierScheduler
                        .create(SchedulerConfig.defaults().withName("parked").withCarriers(2));
                Gate stop = new Gate()) {
            SectionAction<InterruptedException> section = () -> {
                long stamp = Objects.requireNonNull(CurrentCarrier.get()).since();
                NativeBlock block = reference.get();
                Unmount.any().now();
                reads.increment();
                if (GRACE.completed() > stamp) {
                    tooEarly.increment();
                }
                if (QuarantineAllocator.isPoisoned(block.segment())) {
                    poisoned.increment();
                }
            };
            for (int i = 0; i < READERS; i++) {
                scheduler.start(() -> {
                    try {
                        while (!stop.isOpen()) {
                            ScopedQsbr.run(section);
                        }
                    } catch (Throwable e) {
                        broken.increment();
                    }
                });
            }
            long before = GRACE.completed();
            Await.until("200 grace periods end and 20000 readers park", () -> {
                reference.replace(allocator.allocate(64));
                return GRACE.completed() >= before + 200 && reads.sum() >= 20_000;
            });
        }
        assertThat(tooEarly.sum()).as("grace periods that ended before an older reader left").isZero();
        assertThat(poisoned.sum()).as("reads of freed memory").isZero();
        assertThat(broken.sum()).as("readers that failed").isZero();
    }

    @Test
    void aThousandParkedReadersHoldUpOnlyWhatIsOlder() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1_000);
        try (CarrierScheduler scheduler = CarrierScheduler
                .create(SchedulerConfig.defaults().withName("parked").withCarriers(2));
                Gate leave = new Gate()) {
            for (int i = 0; i < 1_000; i++) {
                scheduler.start(() -> ScopedQsbr.run(() -> {
                    inside.countDown();
                    leave.await();
                }));
            }
            inside.await();
            GracePeriod period = startedGracePeriod();
            Await.never("a grace period ends under 1000 parked readers", period::hasElapsed);

            leave.open();
            Await.until("the grace period ends", period::hasElapsed);
        }
    }

    /** A reader that is parked inside its section at home on carrier 0; the next unpark and run let it leave. */
    private static Thread parkedReader(ReplayScheduler replay, String name) {
        Thread reader = replay.start(name, () -> ScopedQsbr.run(LockSupport::park));
        replay.run(reader, 0);
        return reader;
    }

    /** Asks for a grace period and returns when it is published. */
    private static GracePeriod startedGracePeriod() {
        GracePeriod period = GracePeriod.start();
        Await.until("the grace period starts", () -> GRACE.requested() >= period.number());
        return period;
    }
}
