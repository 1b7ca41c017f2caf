// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CompensationLimitsTest {
    private final Compensation defaults = Compensation.defaults();

    @Test
    void everyValueCanBeChanged() {
        assertThat(
                defaults.withMaxSpares(7).withKeepAlive(Duration.ofSeconds(1)).withBlockingLimit(Duration.ofMillis(2))
                        .withStuckLimit(Duration.ofMillis(3)))
                .isEqualTo(
                        new Compensation(7, Duration.ofSeconds(1), Duration.ofMillis(2), Duration.ofMillis(3)));
    }

    @Test
    void noneHasNoSpares() {
        assertThat(Compensation.none().maxSpares()).isZero();
    }

    @Test
    void sparesOutOfRangeAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> defaults.withMaxSpares(-1))
                .withMessage("maxSpares must be 0 to 4096, not -1");
        assertThatIllegalArgumentException().isThrownBy(() -> defaults.withMaxSpares(4097))
                .withMessage("maxSpares must be 0 to 4096, not 4097");
    }

    @Test
    void timesOutOfRangeAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> defaults.withKeepAlive(Duration.ZERO))
                .withMessage("keepAlive must be above 0 and at most a day, not PT0S");
        assertThatIllegalArgumentException().isThrownBy(() -> defaults.withBlockingLimit(Duration.ofMillis(-1)))
                .withMessage("blockingLimit must be above 0 and at most a day, not PT-0.001S");
        assertThatIllegalArgumentException().isThrownBy(() -> defaults.withStuckLimit(Duration.ofSeconds(86_401)))
                .withMessage("stuckLimit must be above 0 and at most a day, not PT24H1S");
    }

    @Test
    void missingTimesAreRefused() {
        assertThatNullPointerException().isThrownBy(() -> defaults.withKeepAlive(null)).withMessage("keepAlive");
        assertThatNullPointerException().isThrownBy(() -> defaults.withBlockingLimit(null))
                .withMessage("blockingLimit");
        assertThatNullPointerException().isThrownBy(() -> defaults.withStuckLimit(null)).withMessage("stuckLimit");
    }
}
