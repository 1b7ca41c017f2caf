// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.Unmount;
import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.SchedulerConfig;
import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A guard holder comes back to its carrier, others go where there is room. */
class ParkingReaderTest {

    private static final int HOLDERS = 8;
    private static final int PARKS = 1_000;
    private static final int WANDERERS = 8;

    private final CarrierScheduler scheduler = CarrierScheduler
            .create(SchedulerConfig.defaults().withName("home").withCarriers(3));
    private final LongAdder migrations = new LongAdder();
    private final LongAdder strayed = new LongAdder();
    private final LongAdder resumed = new LongAdder();
    private final AtomicBoolean stop = new AtomicBoolean();

    @BeforeEach
    void startThreadsThatHoldNothing() {
        for (int i = 0; i < WANDERERS; i++) {
            scheduler.start(this::wander);
        }
    }

    @AfterEach
    void close() {
        stop.set(true);
        scheduler.close();
    }

    @Test
    void aGuardHolderThatParksAThousandTimesAlwaysResumesOnItsHomeWhileOthersMigrate() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(HOLDERS);
        for (int i = 0; i < HOLDERS; i++) {
            scheduler.start(() -> {
                try {
                    ScopedQsbr.run(this::parkOften);
                } catch (InterruptedException e) {
                    strayed.increment();
                }
                done.countDown();
            });
        }
        done.await();

        assertThat(resumed.sum()).isEqualTo(HOLDERS * PARKS);
        assertThat(strayed.sum()).as("resumed elsewhere than at home").isZero();
        Await.until("a thread without a guard migrates", () -> migrations.sum() != 0);
    }

    @Test
    void whoLeavesTheSectionMayMigrateAgainAndHasAnotherHomeInTheNext() throws InterruptedException {
        CountDownLatch moved = new CountDownLatch(1);
        scheduler.start(() -> {
            try {
                Carrier first = homeOfOneSection();
                while (homeOfOneSection() == first && !stop.get()) {
                    Unmount.any().now();
                }
            } catch (InterruptedException e) {
                strayed.increment();
            }
            moved.countDown();
        });

        Await.until("a reader had two homes", () -> moved.getCount() == 0);
        assertThat(strayed.sum()).isZero();
    }

    private Carrier homeOfOneSection() throws InterruptedException {
        Unmount.YIELD.now();
        try (ReadGuard _ = ScopedQsbr.open()) {
            Carrier home = CurrentCarrier.get();
            for (Unmount way : Unmount.values()) {
                way.now();
                noteResumed(home);
            }
            return home;
        }
    }

    private void parkOften() throws InterruptedException {
        Carrier home = CurrentCarrier.get();
        for (int i = 0; i < PARKS; i++) {
            Unmount.any().now();
            noteResumed(home);
        }
    }

    private void noteResumed(Carrier home) {
        resumed.increment();
        if (CurrentCarrier.get() != home) {
            strayed.increment();
        }
    }

    private void wander() {
        try {
            while (!stop.get()) {
                Carrier before = CurrentCarrier.get();
                Unmount.any().now();
                if (CurrentCarrier.get() != before) {
                    migrations.increment();
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts it", e);
        }
    }
}
