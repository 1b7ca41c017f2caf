// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CarrierListener;
import dev.stillpoint.scheduler.carrier.CarrierRegistry;
import dev.stillpoint.scheduler.carrier.CarrierSubscriber;
import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import dev.stillpoint.scheduler.fixture.Carriers;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a listener hears from the carriers of a running scheduler. */
class UnmountTest {
    private static final int YIELDS = 1000;
    private static final int FEW_DOZES = 20;

    private final CarrierScheduler scheduler = CarrierScheduler
            .create(SchedulerConfig.defaults().withName("unmounting").withCarriers(1));
    private final Carrier carrier = Carriers.of(scheduler).getFirst();
    private final AtomicInteger unmounts = new AtomicInteger();
    private final AtomicInteger removals = new AtomicInteger();
    private final AtomicInteger surprises = new AtomicInteger();

    @AfterEach
    void close() {
        Eventually.closed(scheduler);
    }

    @Test
    void everyUnmountIsAnnouncedOnceAndEveryDoze() throws Exception {
        listen(() -> true);
        Inside.run(scheduler, UnmountTest::yieldOften);
        // The end of the thread is its last unmount; close returns after it was announced.
        scheduler.close();

        assertThat(unmounts.get()).isBetween(YIELDS + 1, YIELDS + 1 + FEW_DOZES);
    }

    @Test
    void carrierThatFindsNothingToRunAnnouncesBeforeItDozes() throws Exception {
        listen(() -> true);
        Inside.run(scheduler, () -> {
        });

        // One thread that never parks is one unmount; the second announcement is the doze's.
        Eventually.holds("a doze was announced", () -> unmounts.get() >= 2);
    }

    @Test
    void announcementComesFromTheCarrierItself() throws Exception {
        listen(() -> Thread.currentThread().getName().equals(carrier.name()) && CurrentCarrier.get() == carrier);
        Inside.run(scheduler, UnmountTest::yieldOften);

        assertThat(surprises).hasValue(0);
    }

    @Test
    void nobodyIsMountedAndTheCarrierIsOnlineMeanwhile() throws Exception {
        listen(() -> carrier.holds() == 0 && carrier.presence() % 2 == 1);
        Inside.run(scheduler, UnmountTest::yieldOften);

        assertThat(surprises).hasValue(0);
    }

    @Test
    void parkedReaderIsCountedBeforeItsUnmountIsAnnounced() throws Exception {
        Inside.run(scheduler, () -> {
            carrier.registers().begin();
            carrier.registers().stamp(3);
            listen(() -> carrier.parked(3) == 1);
            yieldOften();
            carrier.registers().release();
            assertThat(surprises).hasValue(0);
        });

        assertThat(unmounts).hasValueGreaterThanOrEqualTo(YIELDS);
    }

    @Test
    void removalIsToldWhenTheSchedulerCloses() {
        listen(() -> true);
        scheduler.close();

        assertThat(removals).hasValue(1);
    }

    /** Listens to this test's carrier; a subscription lasts as long as the process. */
    private void listen(BooleanSupplier expected) {
        CarrierRegistry.subscribe(new CarrierSubscriber() {
            @Override
            public CarrierListener added(Carrier added) {
                return added == carrier ? () -> hear(expected.getAsBoolean()) : () -> {
                };
            }

            @Override
            public void removed(Carrier removed) {
                removals.addAndGet(removed == carrier ? 1 : 0);
            }
        });
    }

    private void hear(boolean asExpected) {
        unmounts.getAndIncrement();
        surprises.addAndGet(asExpected ? 0 : 1);
    }

    private static void yieldOften() {
        for (int i = 0; i < YIELDS; i++) {
            Thread.yield();
        }
    }
}
