// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.carrier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.Eventually;
import dev.stillpoint.scheduler.Inside;
import dev.stillpoint.scheduler.SchedulerConfig;
import dev.stillpoint.scheduler.fixture.Carriers;
import dev.stillpoint.scheduler.fixture.PlayedRegisters;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class CarrierTest {
    private final Carrier carrier = PlayedRegisters.carrier("c0");

    @Test
    void newCarrierIsOfflineAndHoldsNothing() {
        assertThat(carrier.presence()).isZero();
        assertThat(carrier.holds()).isZero();
        assertThat(carrier.parked(0) + carrier.parked(1)).isZero();
    }

    @Test
    void onlineIsOddAndOfflineIsEven() {
        carrier.goOnline();
        assertThat(carrier.presence() & 1).isEqualTo(1);

        carrier.goOffline();
        assertThat(carrier.presence() & 1).isZero();
    }

    @Test
    void everyPeriodOnlineHasANumberOfItsOwn() {
        carrier.goOnline();
        int first = carrier.presence();
        carrier.goOffline();
        carrier.goOnline();

        assertThat(carrier.presence()).isNotEqualTo(first);
    }

    @Test
    void outermostHoldIsOpenedUnderItsStamp() {
        carrier.registers().begin();
        carrier.registers().stamp(41);

        assertThat(carrier.holds()).isEqualTo(1);
        assertThat(carrier.since()).isEqualTo(41);
    }

    @Test
    void innerHoldKeepsTheStamp() {
        carrier.registers().begin();
        carrier.registers().stamp(41);
        carrier.registers().hold();

        assertThat(carrier.holds()).isEqualTo(2);
        assertThat(carrier.since()).isEqualTo(41);
    }

    @Test
    void everyHoldIsReleasedOnItsOwn() {
        carrier.registers().begin();
        carrier.registers().stamp(41);
        carrier.registers().hold();
        carrier.registers().release();
        assertThat(carrier.holds()).isEqualTo(1);

        carrier.registers().release();
        assertThat(carrier.holds()).isZero();
    }

    @Test
    void holdsNest() {
        carrier.registers().hold();
        carrier.registers().hold();
        assertThat(carrier.holds()).isEqualTo(2);

        carrier.registers().release();
        assertThat(carrier.holds()).isEqualTo(1);
    }

    @Test
    void clearForgetsEveryHold() {
        carrier.registers().hold();
        carrier.registers().hold();
        carrier.registers().clear();

        assertThat(carrier.holds()).isZero();
    }

    @Test
    void stampIsKept() {
        carrier.registers().stamp(Long.MAX_VALUE);

        assertThat(carrier.since()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void restoreSetsBothRegisters() {
        carrier.registers().restore(3, 41);

        assertThat(carrier.holds()).isEqualTo(3);
        assertThat(carrier.since()).isEqualTo(41);
    }

    @Test
    void parkedReadersAreCountedByTheParityOfTheirStamp() {
        carrier.countParked(4, 1);
        carrier.countParked(6, 1);
        carrier.countParked(7, 1);

        assertThat(carrier.parked(100)).isEqualTo(2);
        assertThat(carrier.parked(101)).isEqualTo(1);
    }

    @Test
    void parkedReaderIsCountedOut() {
        carrier.countParked(5, 1);
        carrier.countParked(5, -1);

        assertThat(carrier.parked(5)).isZero();
    }

    @Test
    void isNamed() {
        assertThat(carrier.name()).isEqualTo("c0");
        assertThat(carrier).hasToString("c0");
    }

    @Test
    void platformThreadIsOnNoCarrier() {
        assertThat(CurrentCarrier.get()).isNull();
    }

    @Test
    void threadOfTheDefaultSchedulerIsOnNoCarrier() throws Exception {
        FutureTask<Carrier> seen = new FutureTask<>(CurrentCarrier::get);
        Thread.ofVirtual().start(seen);

        assertThat(seen.get()).isNull();
    }

    @Test
    void threadOfOursIsOnOneOfItsCarriers() throws Exception {
        SchedulerConfig config = SchedulerConfig.defaults().withName("current").withCarriers(2);
        CarrierScheduler scheduler = CarrierScheduler.create(config);

        assertThat(Carriers.of(scheduler)).contains(Inside.call(scheduler, CurrentCarrier::get));
        Eventually.closed(scheduler);
    }
}
