// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.scheduler.replay.ReplayScheduler;
import org.junit.jupiter.api.Test;

/** The example of {@code docs/replaying-schedules.md}: it fails in every run. */
class ReplayPageTest {

    // the replayed threads, one after the other
    private int balance = 100;

    // @start region="withdraw"
    void withdraw(int amount) {
        if (balance >= amount) {
            ReplayScheduler.pause();
            balance -= amount;
        }
    }
    // @end

    // @start region="replay"
    void bothPassTheCheck() {
        try (ReplayScheduler replay = new ReplayScheduler(2)) {
            Thread first = replay.start("first", () -> withdraw(80));
            Thread second = replay.start("second", () -> withdraw(80));
            replay.run(first, 0); // on carrier 0, until it pauses
            replay.run(second, 1); // on carrier 1, until it pauses; carrier 0 is taken
            replay.run(first, 0); // goes on and ends
            replay.run(second, 1);
            assertThat(balance).isNotNegative(); // fails, in every run
        }
    }
    // @end

    @Test
    void theTestOfThePageFails() {
        assertThatThrownBy(this::bothPassTheCheck).isInstanceOf(AssertionError.class);
        assertThat(balance).isEqualTo(-60);
    }
}
