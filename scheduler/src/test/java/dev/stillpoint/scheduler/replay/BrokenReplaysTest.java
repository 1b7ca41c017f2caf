// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import org.junit.jupiter.api.Test;

/** Each wrong rule differs from the right one in exactly what it says: seen after one park inside a section. */
class BrokenReplaysTest {
    private static final long STAMP = 7;

    @Test
    void rightRuleCountsTheParkedReaderAndKeepsItAtHome() {
        try (ReplayScheduler replay = new ReplayScheduler(2)) {
            Thread reader = parkedReader(replay);

            assertThat(replay.carrier(0).carrier().holds()).isZero();
            assertThat(replay.carrier(0).carrier().parked(STAMP)).isEqualTo(1);
            assertThatExceptionOfType(MigrationRefusedException.class).isThrownBy(() -> replay.run(reader, 1));
        }
    }

    @Test
    void forgetfulRuleDiffersInTheCountOnly() {
        try (ReplayScheduler replay = BrokenReplays.forgetsParkedReaders(2)) {
            Thread reader = parkedReader(replay);

            assertThat(replay.carrier(0).carrier().holds()).isZero();
            assertThat(replay.carrier(0).carrier().parked(STAMP)).isZero();
            assertThatExceptionOfType(MigrationRefusedException.class).isThrownBy(() -> replay.run(reader, 1));
        }
    }

    @Test
    void forgetfulRuleRestoresTheRegisters() {
        try (ReplayScheduler replay = BrokenReplays.forgetsParkedReaders(2)) {
            assertThat(resumedOn(replay, 0)).isEqualTo("1 hold(s) since 7");
            assertThat(replay.carrier(0).carrier().parked(STAMP)).isZero();
        }
    }

    @Test
    void migratoryRuleDiffersInTheHomeOnly() {
        try (ReplayScheduler replay = BrokenReplays.letsHoldersMigrate(2)) {
            Thread reader = parkedReader(replay);

            assertThat(replay.carrier(0).carrier().holds()).isZero();
            assertThat(replay.carrier(0).carrier().parked(STAMP)).isEqualTo(1);
            replay.run(reader, 1);
        }
    }

    @Test
    void migratoryRuleTakesTheRegistersAlong() {
        try (ReplayScheduler replay = BrokenReplays.letsHoldersMigrate(2)) {
            assertThat(resumedOn(replay, 1)).isEqualTo("1 hold(s) since 7");
        }
    }

    @Test
    void migratoryRuleCountsTheReaderOutWhereItParked() {
        try (ReplayScheduler replay = BrokenReplays.letsHoldersMigrate(2)) {
            resumedOn(replay, 1);

            assertThat(replay.carrier(0).carrier().parked(STAMP)).isZero();
            assertThat(replay.carrier(1).carrier().parked(STAMP)).isZero();
        }
    }

    /** What a reader that parked on carrier 0 finds in the registers of the carrier that it resumes on. */
    private static String resumedOn(ReplayScheduler replay, int carrier) {
        String[] found = new String[1];
        Thread reader = replay.start("reader", () -> {
            open();
            Thread.yield();
            Carrier here = CurrentCarrier.get();
            found[0] = here.holds() + " hold(s) since " + here.since();
            here.registers().release();
        });
        replay.run(reader, 0);
        replay.run(reader, carrier);
        assertThat(replay.anomalies()).isEmpty();
        return found[0];
    }

    private static Thread parkedReader(ReplayScheduler replay) {
        Thread reader = replay.start("reader", () -> {
            open();
            Thread.yield();
            CurrentCarrier.get().registers().release();
        });
        replay.run(reader, 0);
        return reader;
    }

    private static void open() {
        Carrier carrier = CurrentCarrier.get();
        carrier.registers().begin();
        carrier.registers().stamp(STAMP);
    }
}
