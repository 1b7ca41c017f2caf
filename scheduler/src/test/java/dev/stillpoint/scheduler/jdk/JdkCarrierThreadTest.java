// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A carrier begins, whatever strikes it first. */
class JdkCarrierThreadTest {

    @Test
    void aBodyThatCouldNotBeginIsCalledAgainAndOnlyThen() throws Exception {
        assertThat(JdkAccess.get()).as("this opens what a carrier is").isNotNull();
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch ended = new CountDownLatch(1);
        LoneCarrier.start(() -> {
            if (calls.incrementAndGet() == 1) {
                throw new StackOverflowError();
            }
            ended.countDown();
        });

        assertThat(ended.await(1, TimeUnit.MINUTES)).as("it was called again").isTrue();
        assertThat(calls.get()).isEqualTo(2);
    }
}
