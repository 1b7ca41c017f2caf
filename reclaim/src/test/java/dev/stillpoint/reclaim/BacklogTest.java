// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.reclaim.BacklogLimits.Limit;
import dev.stillpoint.reclaim.BacklogLimits.WhenFull;
import dev.stillpoint.reclaim.grace.GracePeriods;
import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.Background;
import dev.stillpoint.reclaim.support.Gate;
import dev.stillpoint.reclaim.support.OpenReader;
import dev.stillpoint.reclaim.support.ThreadKind;
import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.SchedulerConfig;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A backlog that grows is pressed on, and a full one stops those who make it grow, but never a reader. */
class BacklogTest {

    private static void doNothing() {
    }

    private static Reclaimer full(long bytes, long objects, WhenFull whenFull) {
        return Reclaimer.create(ReclaimerConfig.defaults()
                .withLimits(BacklogLimits.defaults().withFull(bytes, objects, whenFull)));
    }

    @ParameterizedTest
    @EnumSource
    void whoFillsTheBytesWaitsUntilReadersLeave(ThreadKind kind) throws InterruptedException {
        try (Reclaimer reclaimer = full(1_000, Long.MAX_VALUE, WhenFull.WAIT);
                OpenReader reader = OpenReader.on(ThreadKind.PLATFORM)) {
            AtomicInteger retired = new AtomicInteger();
            Background retirer = kind.start(() -> {
                for (int i = 0; i < 300; i++) {
                    reclaimer.retire(BacklogTest::doNothing, 100);
                    retired.incrementAndGet();
                }
            });
            Await.until("it waits", () -> retired.get() >= 9 && Await.isWaiting(retirer.thread()));
            // A carrier looks once in 64 objects.
            assertThat(retired.get()).isBetween(9, 10 + 64);
            Await.never("it goes on under the reader", retirer::isDone);
            reader.leave();
            retirer.join();
            reclaimer.barrier();
            assertThat(reclaimer.unreclaimedBytes()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoFillsTheObjectsIsRefusedIfTheLimitsSaySo(ThreadKind kind) throws InterruptedException {
        try (Reclaimer reclaimer = full(Long.MAX_VALUE, 10, WhenFull.THROW);
                OpenReader reader = OpenReader.on(ThreadKind.PLATFORM)) {
            AtomicInteger frees = new AtomicInteger();
            AtomicInteger accepted = new AtomicInteger();
            kind.run(() -> assertThatThrownBy(() -> {
                for (int i = 0; i < 200; i++) {
                    reclaimer.retire(frees::incrementAndGet, 0);
                    accepted.incrementAndGet();
                }
            }).isInstanceOf(BacklogExceededException.class).hasMessageContaining("is full")
                    .hasMessageContaining("stalled reader"));
            reader.leave();
            Await.until("there is room again", () -> frees.get() == accepted.get());
            kind.run(() -> reclaimer.retire(frees::incrementAndGet, 0));
            reclaimer.barrier();
            assertThat(frees.get()).isEqualTo(accepted.get() + 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aReaderThatRetiresNeverWaits(ThreadKind kind) throws InterruptedException {
        try (Reclaimer reclaimer = full(1, 1, WhenFull.WAIT)) {
            kind.run(() -> ScopedQsbr.run(() -> {
                for (int i = 0; i < 300; i++) {
                    reclaimer.retire(BacklogTest::doNothing, 100);
                }
            }));
            reclaimer.barrier();
        }
    }

    @Test
    void whoFreesNeverWaitsAndIsNeverRefused() throws InterruptedException {
        for (WhenFull whenFull : WhenFull.values()) {
            AtomicInteger frees = new AtomicInteger();
            try (Reclaimer reclaimer = full(1, 1, whenFull)) {
                reclaimer.retire(() -> {
                    for (int i = 0; i < 10; i++) {
                        reclaimer.retire(frees::incrementAndGet, 1);
                    }
                }, 1);
                Await.until("all are freed", () -> frees.get() == 10);
            }
        }
    }

    /**
     * As a cache does: its listener runs under a lock that readers want inside their sections. With a retire that waits
     * for room, which means for readers, both would wait for ever.
     */
    @ParameterizedTest
    @EnumSource
    void whoHoldsALockThatReadersWantNeedNotWait(ThreadKind kind) throws InterruptedException {
        Reclaimer reclaimer = full(1, 1, WhenFull.WAIT);
        ReentrantLock cache = new ReentrantLock();
        AtomicInteger frees = new AtomicInteger();
        Gate inside = new Gate();
        Gate locked = new Gate();
        Background reader = kind.start(() -> ScopedQsbr.run(() -> {
            inside.open();
            locked.await();
            cache.lock();
            try {
                // It has what it wanted.
            } finally {
                cache.unlock();
            }
        }));
        inside.await();
        reclaimer.retire(frees::incrementAndGet, 1);
        Background writer = Background.platform("writer", () -> {
            cache.lock();
            try {
                locked.open();
                for (int i = 0; i < 100; i++) {
                    reclaimer.retireWithoutWaiting(frees::incrementAndGet, 1);
                }
            } finally {
                cache.unlock();
            }
        });
        Await.until("the writer goes on", writer::isDone);
        writer.join();
        reader.join();
        reclaimer.close();
        assertThat(frees.get()).isEqualTo(101);
    }

    @Test
    void whatIsRetiredWithoutWaitingIsCheckedCountedAndHurried() throws InterruptedException {
        try (Reclaimer reclaimer = full(10, 10, WhenFull.THROW);
                OpenReader reader = OpenReader.on(ThreadKind.PLATFORM)) {
            for (int i = 0; i < 20; i++) {
                reclaimer.retireWithoutWaiting(new Version("version"));
            }
            assertThat(reclaimer.statistics().retiredObjects()).isEqualTo(20);
            assertThatThrownBy(() -> reclaimer.retire(new Version("one more")))
                    .isInstanceOf(BacklogExceededException.class);
            assertThatThrownBy(() -> reclaimer.retireWithoutWaiting(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> reclaimer.retireWithoutWaiting(BacklogTest::doNothing, -1))
                    .isInstanceOf(IllegalArgumentException.class);
            reader.leave();
        }
    }

    @Test
    void peaksCanBeResetAndTheOldestObjectHasAnAge() throws InterruptedException {
        try (Reclaimer reclaimer = Reclaimer.create()) {
            assertThat(reclaimer.statistics().oldestAge()).isZero();
            try (OpenReader reader = OpenReader.on(ThreadKind.PLATFORM)) {
                reclaimer.retire(BacklogTest::doNothing, 1_000);
                long retired = System.nanoTime();
                Await.until("it grows old", () -> System.nanoTime() - retired > 30_000_000);
                assertThat(reclaimer.statistics().oldestAge()).isGreaterThanOrEqualTo(Duration.ofMillis(30));
                reader.leave();
            }
            reclaimer.barrier();
            assertThat(reclaimer.statistics().oldestAge()).isZero();
            assertThat(reclaimer.statistics().peakUnreclaimedBytes()).isEqualTo(1_000);
            reclaimer.resetPeaks();
            assertThat(reclaimer.statistics().peakUnreclaimedBytes()).isZero();
            reclaimer.retire(BacklogTest::doNothing, 10);
            reclaimer.barrier();
            assertThat(reclaimer.statistics().peakUnreclaimedBytes()).isEqualTo(10);
        }
    }

    @Test
    void closeLetsWaitersGoWithAnException() throws InterruptedException {
        Reclaimer reclaimer = full(1, 1, WhenFull.WAIT);
        try (OpenReader reader = OpenReader.on(ThreadKind.PLATFORM)) {
            reclaimer.retire(BacklogTest::doNothing, 1);
            Background retirer = Background.platform("retirer",
                    () -> assertThatThrownBy(() -> reclaimer.retire(BacklogTest::doNothing, 1))
                            .isInstanceOf(IllegalStateException.class).hasMessageContaining("is closed"));
            Await.until("it waits", () -> Await.isWaiting(retirer.thread()));
            Background closer = Background.platform("closer", reclaimer::close);
            Await.never("close returns under the reader", closer::isDone);
            reader.leave();
            closer.join();
            retirer.join();
        }
    }

    @Test
    void anInterruptOfAWaiterIsKeptForLater() throws InterruptedException {
        try (Reclaimer reclaimer = full(1, 1, WhenFull.WAIT);
                OpenReader reader = OpenReader.on(ThreadKind.PLATFORM)) {
            reclaimer.retire(BacklogTest::doNothing, 1);
            Background retirer = Background.platform("retirer", () -> {
                reclaimer.retire(BacklogTest::doNothing, 1);
                assertThat(Thread.interrupted()).isTrue();
            });
            Await.until("it waits", () -> Await.isWaiting(retirer.thread()));
            retirer.thread().interrupt();
            Await.never("it goes on", retirer::isDone);
            reader.leave();
            retirer.join();
        }
    }

    @Test
    void aReferenceIsNotReplacedWhileItsBacklogIsFull() throws InterruptedException {
        try (Reclaimer reclaimer = full(1, Long.MAX_VALUE, WhenFull.THROW);
                OpenReader reader = OpenReader.on(ThreadKind.PLATFORM)) {
            Version first = new Version("first");
            Version second = new Version("second");
            QsbrReference<Version> reference = QsbrReference.of(reclaimer, first);
            reclaimer.retire(BacklogTest::doNothing, 1);

            assertThatThrownBy(() -> reference.replace(second)).isInstanceOf(BacklogExceededException.class);

            ScopedQsbr.run(() -> assertThat(reference.get()).isSameAs(first));
            reader.leave();
            reclaimer.barrier();
            reference.replace(second);
            reclaimer.barrier();
            reference.close();
            reclaimer.barrier();
            assertThat(first.frees()).isEqualTo(1);
            assertThat(second.frees()).isEqualTo(1);
        }
    }

    /** Nobody would retire its last version later. */
    @Test
    void aReferenceIsClosedHoweverFullItsBacklogIs() throws InterruptedException {
        for (WhenFull whenFull : List.of(WhenFull.THROW, WhenFull.WAIT)) {
            try (Reclaimer reclaimer = full(1, 1, whenFull); OpenReader reader = OpenReader.on(ThreadKind.PLATFORM)) {
                Version last = new Version("last");
                QsbrReference<Version> reference = QsbrReference.of(reclaimer, last);
                reclaimer.retireWithoutWaiting(BacklogTest::doNothing, 1);
                reference.close();
                assertThatThrownBy(reference::get).isInstanceOf(IllegalStateException.class);
                reader.leave();
                reclaimer.barrier();
                assertThat(last.frees()).isEqualTo(1);
            }
        }
    }

    @Test
    void theSecondLimitForcesThoughTheConfigurationWouldNot() throws InterruptedException {
        BacklogLimits limits = new BacklogLimits(new Limit(1, 1), new Limit(1, 2), Limit.NONE, WhenFull.WAIT);
        try (CarrierScheduler scheduler = CarrierScheduler
                .create(SchedulerConfig.defaults().withName("busy").withCarriers(1));
                Reclaimer reclaimer = Reclaimer.create(ReclaimerConfig.defaults().withLimits(limits)
                        .withForceAfter(ReclaimerConfig.NEVER));
                Gate stop = new Gate();
                Gate spins = new Gate()) {
            scheduler.start(() -> {
                spins.open();
                while (!stop.isOpen()) {
                    Thread.onSpinWait();
                }
            });
            spins.await();
            AtomicInteger frees = new AtomicInteger();
            long before = GracePeriods.process().stops() + GracePeriods.process().cuts();
            for (int i = 0; i < 3; i++) {
                reclaimer.retire(frees::incrementAndGet, 1);
            }
            Await.until("all are freed", () -> frees.get() == 3);
            assertThat(GracePeriods.process().stops() + GracePeriods.process().cuts()).isGreaterThan(before);
            stop.open();
        }
    }

    @Test
    void limitsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> new Limit(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Limit(1, -1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be positive");
        Limit small = new Limit(10, 10);
        Limit large = new Limit(20, 20);
        assertThatThrownBy(() -> new BacklogLimits(large, small, large, WhenFull.WAIT))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("force");
        assertThatThrownBy(() -> new BacklogLimits(small, large, small, WhenFull.WAIT))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("full");
        assertThatThrownBy(() -> new BacklogLimits(null, large, large, WhenFull.WAIT))
                .isInstanceOf(NullPointerException.class);
        assertThatCode(() -> BacklogLimits.defaults().withFull(1, 1, WhenFull.THROW)).doesNotThrowAnyException();
    }
}
