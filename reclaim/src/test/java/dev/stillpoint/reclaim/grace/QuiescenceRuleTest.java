package dev.stillpoint.reclaim.grace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.carrier.Carrier;
import org.junit.jupiter.api.Test;

/** What the rule answers for readers parked before and after the grace period began, and what its twins answer. */
class QuiescenceRuleTest {

    private static final long GRACE_PERIOD = 8;

    @Test
    void aCarrierWithoutParkedReadersIsQuiescent() {
        assertThat(judge(QuiescenceRule.NO_OLDER_READER, 0, 0)).isTrue();
    }

    @Test
    void anOlderParkedReaderIsWhatKeepsACarrierFromBeingQuiescent() {
        assertThat(judge(QuiescenceRule.NO_OLDER_READER, 1, 0)).isFalse();
        assertThat(judge(QuiescenceRule.NO_OLDER_READER, 3, 5)).isFalse();
        assertThat(judge(BrokenRules.IGNORES_PARKED_READERS, 1, 0)).isTrue();
        assertThat(judge(BrokenRules.WRONG_PARITY, 1, 0)).isTrue();
    }

    @Test
    void newerParkedReadersDoNotKeepACarrierFromBeingQuiescent() {
        assertThat(judge(QuiescenceRule.NO_OLDER_READER, 0, 100)).isTrue();
        assertThat(judge(BrokenRules.ONE_PLAIN_COUNTER, 0, 100)).isFalse();
        assertThat(judge(BrokenRules.WRONG_PARITY, 0, 100)).isFalse();
    }

    @Test
    void theTwoKindsOfReaderSwapTheirCountWithEveryGracePeriod() {
        Carrier carrier = new Carrier("carrier");
        for (long gracePeriod = 1; gracePeriod < 10; gracePeriod++) {
            carrier.countParked(gracePeriod - 1, 1);
            assertThat(QuiescenceRule.NO_OLDER_READER.isQuiescent(carrier, gracePeriod)).isFalse();
            carrier.countParked(gracePeriod - 1, -1);
            carrier.countParked(gracePeriod, 1);
            assertThat(QuiescenceRule.NO_OLDER_READER.isQuiescent(carrier, gracePeriod)).isTrue();
            carrier.countParked(gracePeriod, -1);
        }
    }

    private static boolean judge(QuiescenceRule rule, int older, int newer) {
        Carrier carrier = new Carrier("carrier");
        carrier.countParked(GRACE_PERIOD - 1, older);
        carrier.countParked(GRACE_PERIOD, newer);
        return rule.isQuiescent(carrier, GRACE_PERIOD);
    }
}
