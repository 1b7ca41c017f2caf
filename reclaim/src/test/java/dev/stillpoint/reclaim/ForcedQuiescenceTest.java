package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.reclaim.grace.GracePeriods;
import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.Gate;
import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.SchedulerConfig;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A thread that never unmounts holds up grace periods only while it reads, with forcing; without, for ever. */
class ForcedQuiescenceTest {

    private final CarrierScheduler scheduler = CarrierScheduler
            .create(SchedulerConfig.defaults().withName("forced").withCarriers(1));
    private volatile boolean spins = true;
    private volatile boolean reads;
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
                while (reads && spins) {
                    Thread.onSpinWait();
                }
            });
        }
    }

    private void startSpinning() {
        long before = sections;
        scheduler.start(this::spin);
        Await.until("it spins", () -> sections > before);
    }

    @Test
    void aThreadThatReadsAndNeverUnmountsIsStoppedAndLookedAt() throws InterruptedException {
        startSpinning();
        long before = GracePeriods.process().stops();
        try (Reclaimer reclaimer = Reclaimer.create()) {
            for (int i = 0; i < 20; i++) {
                reclaimer.synchronize();
            }
        }
        assertThat(GracePeriods.process().stops()).isGreaterThan(before);
        assertThat(spins).isTrue();
    }

    @Test
    void anOpenSectionOfSuchAThreadIsStillWaitedFor() throws InterruptedException {
        startSpinning();
        reads = true;
        long inside = sections;
        Await.until("it is inside", () -> sections > inside || reads);
        try (Reclaimer reclaimer = Reclaimer.create()) {
            Await.never("synchronize returns under its section",
                    () -> awaits(reclaimer, Duration.ofMillis(10)));
            reads = false;
            reclaimer.synchronize();
        }
    }

    private static boolean awaits(Reclaimer reclaimer, Duration time) {
        try {
            return reclaimer.awaitElapsed(reclaimer.startGracePeriod(), time);
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
                long cookie = reclaimer.startGracePeriod();
                Await.never("it elapses though an older reader is parked", () -> {
                    GracePeriods.process().expedite(cookie);
                    return reclaimer.isElapsed(cookie);
                });
                gate.open();
                spins = false;
                reclaimer.synchronize();
                assertThat(reclaimer.isElapsed(cookie)).isTrue();
            }
        }
    }

    @Test
    void withoutForcingSuchAThreadIsWaitedFor() throws InterruptedException {
        startSpinning();
        try (Reclaimer patient = Reclaimer
                .create(ReclaimerConfig.defaults().withForceAfter(ReclaimerConfig.NEVER))) {
            long cookie = patient.startGracePeriod();
            Await.never("it elapses without an unmount", () -> patient.isElapsed(cookie));
            spins = false;
            assertThat(patient.awaitElapsed(cookie, Duration.ofSeconds(60))).isTrue();
        }
    }
}
