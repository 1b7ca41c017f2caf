// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.reclaim.grace.GracePeriods;
import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.Background;
import dev.stillpoint.reclaim.support.Gate;
import dev.stillpoint.reclaim.support.Pinned;
import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.SchedulerConfig;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A thread that never unmounts holds up grace periods only while it reads, with forcing; without, for ever. */
class ForcedQuiescenceTest {

    private final CarrierScheduler scheduler = CarrierScheduler
            .create(SchedulerConfig.defaults().withName("forced").withCarriers(1));
    private volatile boolean spins = true;
    private volatile boolean stays;
    private volatile boolean staysInside;
    private volatile long sections;

    @AfterEach
    void close() {
        spins = false;
        scheduler.close();
    }

    /** Runs on the one carrier and never unmounts. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    private void spin() {
        while (spins) {
            ScopedQsbr.run(() -> {
                sections++;
                while (stays && spins) {
                    staysInside = true;
                    Thread.onSpinWait();
                }
            });
        }
    }

    /** How often carriers were looked at though they do not unmount. */
    private static long looks() {
        return GracePeriods.process().stops() + GracePeriods.process().cuts();
    }

    private void startSpinning() {
        long before = sections;
        scheduler.start(this::spin);
        Await.until("it spins", () -> sections > before);
    }

    @Test
    void aThreadThatReadsAndNeverUnmountsIsStoppedAndLookedAt() throws InterruptedException {
        startSpinning();
        long before = looks();
        try (Reclaimer reclaimer = Reclaimer.create()) {
            for (int i = 0; i < 20; i++) {
                reclaimer.synchronize();
            }
        }
        assertThat(looks()).isGreaterThan(before);
        assertThat(spins).isTrue();
    }

    @Test
    void anOpenSectionOfSuchAThreadIsStillWaitedFor() throws InterruptedException {
        startSpinning();
        stays = true;
        Await.until("it is inside", () -> staysInside);
        Await.never("a grace period ends under its section", () -> endsWithin(Duration.ofMillis(10)));
        stays = false;
        try (Reclaimer reclaimer = Reclaimer.create()) {
            reclaimer.synchronize();
        }
    }

    private static boolean endsWithin(Duration time) {
        try {
            return GracePeriod.start().await(time);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aReaderThatIsParkedBehindSuchAThreadIsStillWaitedFor() throws InterruptedException {
        try (Gate gate = new Gate(); Gate parked = new Gate()) {
            scheduler.start(() -> ScopedQsbr.run(() -> {
                parked.open();
                gate.await();
            }));
            parked.await();
            startSpinning();
            try (Reclaimer reclaimer = Reclaimer.create()) {
                GracePeriod period = GracePeriod.start();
                Await.never("it elapses though an older reader is parked", () -> {
                    GracePeriods.process().expedite(period.number());
                    return period.hasElapsed();
                });
                gate.open();
                spins = false;
                reclaimer.synchronize();
                assertThat(period.hasElapsed()).isTrue();
            }
        }
    }

    @Test
    void aWaiterForAGracePeriodOfItsOwnForcesToo() throws InterruptedException {
        startSpinning();
        long before = looks();
        assertThat(GracePeriod.start().await(Duration.ofSeconds(60))).isTrue();
        assertThat(looks()).isGreaterThan(before);
        assertThat(spins).isTrue();
    }

    @Test
    void withoutForcingSuchAThreadIsWaitedFor() throws InterruptedException {
        startSpinning();
        try (Reclaimer patient = Reclaimer
                .create(ReclaimerConfig.defaults().withForceAfter(ReclaimerConfig.NEVER))) {
            Background waiter = Background.platform("patient", patient::synchronize);
            Await.never("it returns without an unmount", waiter::isDone);
            spins = false;
            waiter.join();
        }
    }

    // -- who asks and does not wait

    @Test
    void aGracePeriodThatIsPolledIsForcedThoughNobodyWaits() {
        startSpinning();
        GracePeriod polled = GracePeriod.start();
        Await.until("it elapses", polled::hasElapsed);
        assertThat(spins).isTrue();
    }

    @Test
    void aStageIsForcedThoughNobodyWaits() {
        startSpinning();
        GracePeriod.next().whenElapsed().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
        assertThat(spins).isTrue();
    }

    @Test
    void aPolledGracePeriodIsForcedThoughWhoDrivesItIsPatient() {
        startSpinning();
        GracePeriods.process().request(GracePeriods.process().next());
        Await.until("it has begun", GracePeriods.process()::isPending);
        Await.never("it ends without an unmount", () -> !GracePeriods.process().isPending());
        GracePeriod polled = GracePeriod.start();
        Await.until("it elapses, and the one before it", polled::hasElapsed);
        assertThat(spins).isTrue();
    }

    // -- a caller that keeps its carrier while it waits

    @Test
    void aPinnedCallerDoesNotWaitForItsOwnCarrier() throws InterruptedException {
        try (Reclaimer patient = Reclaimer
                .create(ReclaimerConfig.defaults().withForceAfter(ReclaimerConfig.NEVER))) {
            Background waiter = Background.platform("starter",
                    () -> scheduler.start(() -> Pinned.run(patient::synchronize)).join());
            Await.until("it returns", waiter::isDone);
            waiter.join();
        }
    }

    @Test
    void aPinnedBarrierDoesNotWaitForItsOwnCarrier() throws InterruptedException {
        try (Reclaimer patient = Reclaimer
                .create(ReclaimerConfig.defaults().withForceAfter(ReclaimerConfig.NEVER))) {
            Background waiter = Background.platform("starter", () -> scheduler.start(() -> Pinned.run(() -> {
                patient.retire(() -> {
                }, 1);
                patient.barrier();
            })).join());
            Await.until("it returns", waiter::isDone);
            waiter.join();
        }
    }

    @Test
    void aPinnedCloseDoesNotWaitForItsOwnCarrier() throws InterruptedException {
        Reclaimer patient = Reclaimer
                .create(ReclaimerConfig.defaults().withForceAfter(ReclaimerConfig.NEVER));
        Background closer = Background.platform("starter", () -> scheduler.start(() -> Pinned.run(() -> {
            patient.retire(() -> {
            }, 1);
            patient.close();
        })).join());
        Await.until("it returns", closer::isDone);
        closer.join();
    }

    @Test
    void aPinnedCheckpointLetsAGracePeriodEnd() throws InterruptedException {
        scheduler.start(() -> Pinned.run(() -> {
            while (spins) {
                ScopedQsbr.checkpoint();
            }
        }));
        try (Reclaimer patient = Reclaimer
                .create(ReclaimerConfig.defaults().withForceAfter(ReclaimerConfig.NEVER))) {
            Background waiter = Background.platform("patient", patient::synchronize);
            Await.until("it returns", waiter::isDone);
            assertThat(spins).isTrue();
        } finally {
            spins = false;
        }
    }
}
