// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import dev.stillpoint.scheduler.fixture.Carriers;
import dev.stillpoint.scheduler.fixture.LoggedMessages;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A thread ends and has not closed its guards. */
class LeakedGuardTest {
    private final LoggedMessages messages = LoggedMessages.of("dev.stillpoint.scheduler");
    private final CarrierScheduler scheduler = CarrierScheduler
            .create(SchedulerConfig.defaults().withName("leaking").withCarriers(1));

    @AfterEach
    void close() {
        Eventually.closed(scheduler);
        messages.close();
    }

    @Test
    void nextThreadOnTheCarrierHoldsNothing() throws Exception {
        leak(false);

        assertThat(Inside.call(scheduler, () -> CurrentCarrier.get().holds())).isZero();
    }

    @Test
    void nobodyIsCountedAsParked() throws Exception {
        leak(false);

        assertThat(Inside.call(scheduler, () -> CurrentCarrier.get().parked(0) + CurrentCarrier.get().parked(1)))
                .isZero();
    }

    @Test
    void nobodyIsCountedAsParkedWhenTheLeakerHadParked() throws Exception {
        leak(true);

        assertThat(Inside.call(scheduler, () -> CurrentCarrier.get().parked(0) + CurrentCarrier.get().parked(1)))
                .isZero();
    }

    @Test
    void carrierGoesOn() throws Exception {
        for (int i = 0; i < 100; i++) {
            leak(i % 2 == 0);
        }

        assertThat(Inside.call(scheduler, CurrentCarrier::get)).isSameAs(Carriers.of(scheduler).getFirst());
    }

    @Test
    void leakIsReportedWithTheNumberOfGuardsAndWhatToDo() throws Exception {
        leak(false);

        Eventually.holds("a report", () -> !messages.texts().isEmpty());
        assertThat(messages.texts().getFirst()).contains("ended with 2 open read guard(s)", "close every guard");
    }

    @Test
    void threadThatClosesItsGuardsIsNotReported() throws Exception {
        Inside.run(scheduler, () -> {
            Carrier carrier = CurrentCarrier.get();
            carrier.registers().begin();
            carrier.registers().stamp(0);
            Thread.yield();
            carrier.registers().release();
        });
        leak(false);

        Eventually.holds("the report of the leak", () -> !messages.texts().isEmpty());
        assertThat(messages.texts()).hasSize(1);
    }

    private void leak(boolean parking) throws Exception {
        Inside.run(scheduler, () -> {
            Carrier carrier = CurrentCarrier.get();
            carrier.registers().begin();
            carrier.registers().stamp(1);
            carrier.registers().hold();
            if (parking) {
                Thread.yield();
            }
        });
    }
}
