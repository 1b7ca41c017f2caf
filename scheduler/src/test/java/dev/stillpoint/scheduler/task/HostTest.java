// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.fixture.PlayedHost;
import org.junit.jupiter.api.Test;

class HostTest {
    private final Task task = new RecordingDispatcher().taskOf(Thread.currentThread());
    private final Task.Host host = new PlayedHost("c0");
    private final Task.Host elsewhere = new PlayedHost("c1");
    private final Carrier carrier = host.carrier();
    private final Carrier other = elsewhere.carrier();

    @Test
    void threadOutsideASectionHasNoHome() {
        host.unmount(task);

        assertThat(task.home()).isNull();
        assertThat(carrier.parked(0) + carrier.parked(1)).isZero();
    }

    @Test
    void readerThatUnmountsIsAtHomeThere() {
        park(2, 7);

        assertThat(task.home()).isSameAs(host);
    }

    @Test
    void readerThatUnmountsLeavesNoHoldsBehind() {
        park(2, 7);

        assertThat(carrier.holds()).isZero();
    }

    @Test
    void readerThatUnmountsIsCountedUnderItsStamp() {
        park(2, 7);

        assertThat(carrier.parked(7)).isEqualTo(1);
        assertThat(carrier.parked(6)).isZero();
    }

    @Test
    void readerThatMountsFindsItsRegisters() {
        park(2, 7);
        carrier.registers().stamp(9);
        host.mount(task);

        assertThat(carrier.holds()).isEqualTo(2);
        assertThat(carrier.since()).isEqualTo(7);
    }

    @Test
    void readerThatMountsIsNoLongerCounted() {
        park(2, 7);
        host.mount(task);

        assertThat(carrier.parked(7)).isZero();
    }

    @Test
    void readerKeepsItsHomeWhileItIsMounted() {
        park(1, 7);
        host.mount(task);

        assertThat(task.home()).isSameAs(host);
    }

    @Test
    void readerThatLeftItsSectionLosesItsHomeWhenItUnmounts() {
        park(1, 7);
        host.mount(task);
        carrier.registers().release();
        host.unmount(task);

        assertThat(task.home()).isNull();
        assertThat(carrier.parked(7)).isZero();
    }

    @Test
    void readerThatBeganAnotherSectionIsCountedUnderTheNewStamp() {
        park(1, 7);
        host.mount(task);
        carrier.registers().release();
        park(1, 8);

        assertThat(carrier.parked(7)).isZero();
        assertThat(carrier.parked(8)).isEqualTo(1);
    }

    @Test
    void mountElsewhereIsAnErrorOfTheSchedulerAndChangesNothing() {
        park(1, 7);

        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> elsewhere.mount(task))
                .withMessageContaining("at home on c0, not on c1");
        assertThat(other.holds()).isZero();
        assertThat(carrier.parked(7)).isEqualTo(1);
    }

    @Test
    void threadWithoutAHomeMountsAnywhereWithZeroHolds() {
        host.unmount(task);
        elsewhere.mount(task);

        assertThat(other.holds()).isZero();
    }

    private void park(int holds, long stamp) {
        carrier.registers().stamp(stamp);
        for (int i = 0; i < holds; i++) {
            carrier.registers().hold();
        }
        host.unmount(task);
    }
}
