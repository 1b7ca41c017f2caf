// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.fixture.FaultyClasses;
import dev.stillpoint.scheduler.fixture.FaultyClasses.Points;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Wherever a blocking call runs out of stack, no thread goes on upon a carrier that is offline. */
class BlockingCallsErrorsTest {

    private static final String PACKAGES = "dev.stillpoint.scheduler";

    @Test
    void whereverACallOverflowsTheStackTheCarrierIsOnlineOrMadeSo() throws Exception {
        assertThat(FaultyClasses.play(PACKAGES, Set.of(BlockingCalls.class, Carrier.class), Points.CALLS,
                FailingBlockingCalls.class)).isEmpty();
    }
}
