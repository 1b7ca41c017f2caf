package dev.stillpoint.scheduler.carrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class ContextSwitchTest {
    private final Task task = new RecordingDispatcher().taskOf(Thread.currentThread());
    private final Carrier carrier = new Carrier("c0");
    private final Carrier other = new Carrier("c1");

    @Test
    void threadOutsideASectionHasNoHome() {
        ContextSwitch.HOME.unmount(task, carrier);

        assertThat(task.home()).isNull();
        assertThat(carrier.parked(0) + carrier.parked(1)).isZero();
    }

    @Test
    void readerThatUnmountsIsAtHomeThere() {
        park(2, 7);

        assertThat(task.home()).isSameAs(carrier);
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
        ContextSwitch.HOME.mount(task, carrier);

        assertThat(carrier.holds()).isEqualTo(2);
        assertThat(carrier.since()).isEqualTo(7);
    }

    @Test
    void readerThatMountsIsNoLongerCounted() {
        park(2, 7);
        ContextSwitch.HOME.mount(task, carrier);

        assertThat(carrier.parked(7)).isZero();
    }

    @Test
    void readerKeepsItsHomeWhileItIsMounted() {
        park(1, 7);
        ContextSwitch.HOME.mount(task, carrier);

        assertThat(task.home()).isSameAs(carrier);
    }

    @Test
    void readerThatLeftItsSectionLosesItsHomeWhenItUnmounts() {
        park(1, 7);
        ContextSwitch.HOME.mount(task, carrier);
        carrier.registers().release();
        ContextSwitch.HOME.unmount(task, carrier);

        assertThat(task.home()).isNull();
        assertThat(carrier.parked(7)).isZero();
    }

    @Test
    void readerThatBeganAnotherSectionIsCountedUnderTheNewStamp() {
        park(1, 7);
        ContextSwitch.HOME.mount(task, carrier);
        carrier.registers().release();
        park(1, 8);

        assertThat(carrier.parked(7)).isZero();
        assertThat(carrier.parked(8)).isEqualTo(1);
    }

    @Test
    void mountElsewhereIsAnErrorOfTheSchedulerAndChangesNothing() {
        park(1, 7);

        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> ContextSwitch.HOME.mount(task, other))
                .withMessageContaining("at home on c0, not on c1");
        assertThat(other.holds()).isZero();
        assertThat(carrier.parked(7)).isEqualTo(1);
    }

    @Test
    void threadWithoutAHomeMountsAnywhereWithZeroHolds() {
        ContextSwitch.HOME.unmount(task, carrier);
        ContextSwitch.HOME.mount(task, other);

        assertThat(other.holds()).isZero();
    }

    private void park(int holds, long stamp) {
        carrier.registers().stamp(stamp);
        for (int i = 0; i < holds; i++) {
            carrier.registers().hold();
        }
        ContextSwitch.HOME.unmount(task, carrier);
    }
}
