// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.Background;
import dev.stillpoint.reclaim.support.Gate;
import dev.stillpoint.reclaim.support.OpenReader;
import dev.stillpoint.reclaim.support.ThreadKind;
import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.SchedulerConfig;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The two ways to wait at a reclaimer: for readers, and for frees. */
class ReclaimerWaitingTest {

    private final Reclaimer reclaimer = Reclaimer.create();

    @AfterEach
    void close() {
        reclaimer.close();
    }

    @ParameterizedTest
    @EnumSource
    void synchronizeWaitsForTheReadersThatWereInside(ThreadKind kind) throws InterruptedException {
        for (ThreadKind readerKind : ThreadKind.values()) {
            try (OpenReader reader = OpenReader.on(readerKind)) {
                Background waiter = kind.start(reclaimer::synchronize);
                Await.never("synchronize returns under a reader", waiter::isDone);
                reader.leave();
                waiter.join();
            }
        }
    }

    /**
     * Where a full heap has no room for its frames, a thread that waits keeps its carrier, and perhaps the reader that
     * it waits for, until it tries again.
     */
    @Test
    void waiterOnACarrierTriesAgainThoughNobodyWakesIt() throws InterruptedException {
        try (CarrierScheduler lone = CarrierScheduler.create(SchedulerConfig.defaults().withCarriers(1));
                OpenReader reader = OpenReader.on(ThreadKind.PLATFORM)) {
            CompletableFuture<Void> waiter = CompletableFuture.runAsync(() -> {
                try {
                    reclaimer.synchronize();
                } catch (InterruptedException e) {
                    throw new AssertionError("nobody interrupts it", e);
                }
            }, lone::start);
            Await.until("it runs", () -> lone.statistics().mounts() > 0);
            long before = lone.statistics().mounts();
            Await.until("it has tried again and again", () -> lone.statistics().mounts() > before + 12);
            assertThat(waiter).isNotDone();
            reader.leave();
            waiter.join();
        }
    }

    @ParameterizedTest
    @EnumSource
    void barrierWaitsUntilEverythingRetiredBeforeIsFreed(ThreadKind kind) throws InterruptedException {
        AtomicInteger frees = new AtomicInteger();
        kind.run(() -> {
            for (int round = 1; round <= 20; round++) {
                for (int i = 0; i < 50; i++) {
                    reclaimer.retire(frees::incrementAndGet, 1);
                }
                reclaimer.barrier();
                assertThat(frees.get()).isEqualTo(round * 50);
            }
        });
    }

    @Test
    void behindABarrierTheStatisticsHaveEverything() throws InterruptedException {
        for (int round = 0; round < 5_000; round++) {
            reclaimer.retire(() -> {}, 1);
            reclaimer.barrier();
            ReclaimerStatistics statistics = reclaimer.statistics();
            assertThat(statistics.reclaimedObjects()).as("round %d", round).isEqualTo(statistics.retiredObjects());
        }
    }

    /** The listener stops the reclaimer's thread between the end of the grace period and the freeing. */
    @ParameterizedTest
    @EnumSource
    void synchronizeDoesNotWaitForFreesAndBarrierDoes(ThreadKind kind) throws InterruptedException {
        Version version = new Version("version");
        try (Gate free = new Gate(); Gate elapsed = new Gate()) {
            ReclaimerListener stopping = new ReclaimerListener() {

                @Override
                public void gracePeriodEnded(long number, long nanos) {
                    elapsed.open();
                    free.await();
                }
            };
            Reclaimer stopped = Reclaimer.create(ReclaimerConfig.defaults().withListener(stopping));
            stopped.retire(version);
            elapsed.await();
            Background barrier = kind.start(stopped::barrier);
            Await.until("it waits", () -> Await.isWaiting(barrier.thread()));
            kind.run(stopped::synchronize);

            assertThat(version.frees()).isZero();
            assertThat(barrier.isDone()).isFalse();
            free.open();
            barrier.join();
            assertThat(version.frees()).isEqualTo(1);
            stopped.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void waitingInsideASectionIsRefusedInsteadOfWaitingForItself(ThreadKind kind) throws InterruptedException {
        kind.run(() -> {
            ScopedQsbr.run(() -> {
                assertRefusedInside("synchronize()", reclaimer::synchronize);
                assertRefusedInside("barrier()", reclaimer::barrier);
                assertRefusedInside("close()", reclaimer::close);
                ScopedQsbr.run(() -> assertRefusedInside("synchronize()", reclaimer::synchronize));
                assertRefusedInside("barrier()", reclaimer::barrier);
            });
            reclaimer.synchronize();
            reclaimer.barrier();
        });
        assertThat(reclaimer.statistics().retiredObjects()).as("the barrier outside, and nothing else").isEqualTo(1);
    }

    private interface Waiting {

        void await() throws InterruptedException;
    }

    private static void assertRefusedInside(String call, Waiting waiting) {
        assertThatThrownBy(waiting::await).isInstanceOf(IllegalStateException.class)
                .hasMessage(call + " inside a read section would wait for that section; leave the section first.");
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptEndsTheWaitAndHarmsNothing(ThreadKind kind) throws InterruptedException {
        Version version = new Version("version");
        try (OpenReader reader = OpenReader.on(ThreadKind.PLATFORM)) {
            reclaimer.retire(version);
            Background synchronize = kind.start(() -> assertThatThrownBy(reclaimer::synchronize)
                    .isInstanceOf(InterruptedException.class));
            Background barrier = kind.start(() -> assertThatThrownBy(reclaimer::barrier)
                    .isInstanceOf(InterruptedException.class));
            synchronize.thread().interrupt();
            barrier.thread().interrupt();
            synchronize.join();
            barrier.join();
            reader.leave();
        }
        reclaimer.barrier();
        assertThat(version.frees()).isEqualTo(1);
    }

    @Test
    void aSleepingReclaimerIsWokenByEveryKindOfDemand() throws InterruptedException {
        for (int i = 0; i < 300; i++) {
            reclaimer.synchronize();
            reclaimer.barrier();
            GracePeriod period = GracePeriod.start();
            Await.until("it elapses", period::hasElapsed);
        }
    }

    @Test
    void afterCloseWaitingIsRefused() {
        reclaimer.close();

        assertThatThrownBy(reclaimer::synchronize).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is closed");
        assertThatThrownBy(reclaimer::barrier).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is closed");
    }
}
