// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.fixture.PlayedRegisters;
import org.junit.jupiter.api.Test;

/** What the rule answers for readers parked before and after the grace period began, and what its twins answer. */
class QuiescenceRuleTest {

    private static final long GRACE_PERIOD = 8;

    @Test
    void aCarrierWithoutParkedReadersIsQuiescent() {
        assertThat(judgeByTheLibrary(0, 0)).isTrue();
    }

    @Test
    void anOlderParkedReaderIsWhatKeepsACarrierFromBeingQuiescent() {
        assertThat(judgeByTheLibrary(1, 0)).isFalse();
        assertThat(judgeByTheLibrary(3, 5)).isFalse();
        assertThat(judge(BrokenRules.IGNORES_PARKED_READERS, 1, 0)).isTrue();
        assertThat(judge(BrokenRules.WRONG_PARITY, 1, 0)).isTrue();
    }

    @Test
    void newerParkedReadersDoNotKeepACarrierFromBeingQuiescent() {
        assertThat(judgeByTheLibrary(0, 100)).isTrue();
        assertThat(judge(BrokenRules.ONE_PLAIN_COUNTER, 0, 100)).isFalse();
        assertThat(judge(BrokenRules.WRONG_PARITY, 0, 100)).isFalse();
    }

    @Test
    void theTwoKindsOfReaderSwapTheirCountWithEveryGracePeriod() {
        GracePeriods periods = new GracePeriods(new Visitors());
        Carrier carrier = PlayedRegisters.carrier("carrier");
        CarrierRecord record = new CarrierRecord(periods, carrier);
        for (long gracePeriod = 1; gracePeriod < 10; gracePeriod++) {
            StepwiseDriver.advance(periods, gracePeriod);
            carrier.goOnline();
            carrier.countParked(gracePeriod - 1, 1);
            record.unmounted();
            assertThat(record.hasPassed(gracePeriod)).isFalse();
            carrier.countParked(gracePeriod - 1, -1);
            carrier.countParked(gracePeriod, 1);
            record.unmounted();
            assertThat(record.hasPassed(gracePeriod)).isTrue();
            carrier.countParked(gracePeriod, -1);
            carrier.goOffline();
            periods.driveTo(gracePeriod);
        }
    }

    /** What the library answers: on the carrier after an unmount, and, the same, when the carrier is offline. */
    private static boolean judgeByTheLibrary(int older, int newer) {
        GracePeriods periods = new GracePeriods(new Visitors());
        periods.driveTo(GRACE_PERIOD - 1);
        StepwiseDriver.advance(periods, GRACE_PERIOD);
        Carrier carrier = carrier(older, newer);
        CarrierRecord record = new CarrierRecord(periods, carrier);
        boolean offline = record.hasPassed(GRACE_PERIOD);
        carrier.goOnline();
        record.unmounted();
        assertThat(record.hasPassed(GRACE_PERIOD)).isEqualTo(offline);
        return offline;
    }

    private static boolean judge(QuiescenceRule rule, int older, int newer) {
        return rule.isQuiescent(carrier(older, newer), GRACE_PERIOD);
    }

    private static Carrier carrier(int older, int newer) {
        Carrier carrier = PlayedRegisters.carrier("carrier");
        carrier.countParked(GRACE_PERIOD - 1, older);
        carrier.countParked(GRACE_PERIOD, newer);
        return carrier;
    }
}
