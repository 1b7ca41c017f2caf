// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchedulerConfigTest {
    private final SchedulerConfig config = SchedulerConfig.defaults();

    @Test
    void defaultIsOneCarrierPerProcessor() {
        assertThat(config.carriers()).isEqualTo(Runtime.getRuntime().availableProcessors());
    }

    @Test
    void withNameChangesNothingElse() {
        assertThat(config.withName("web"))
                .isEqualTo(new SchedulerConfig("web", config.carriers(), config.queueCapacity()));
    }

    @Test
    void withCarriersChangesNothingElse() {
        assertThat(config.withCarriers(7)).isEqualTo(new SchedulerConfig(config.name(), 7, config.queueCapacity()));
    }

    @Test
    void withQueueCapacityChangesNothingElse() {
        assertThat(config.withQueueCapacity(8)).isEqualTo(new SchedulerConfig(config.name(), config.carriers(), 8));
    }

    @Test
    void nameMustNotBeNull() {
        assertThatNullPointerException().isThrownBy(() -> config.withName(null)).withMessage("name");
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, SchedulerConfig.MAX_CARRIERS + 1, Integer.MAX_VALUE})
    void carriersOutOfRangeAreRefused(int carriers) {
        assertThatIllegalArgumentException().isThrownBy(() -> config.withCarriers(carriers))
                .withMessage("carriers must be 1 to 4096, not " + carriers);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, SchedulerConfig.MAX_CARRIERS})
    void carriersAtTheEndsOfTheRangeAreAccepted(int carriers) {
        assertThat(config.withCarriers(carriers).carriers()).isEqualTo(carriers);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -2, 0, 1, 3, 255, 257, 1 << 17, 1 << 30, Integer.MAX_VALUE})
    void queueCapacityMustBeAPowerOfTwoInItsRange(int capacity) {
        assertThatIllegalArgumentException().isThrownBy(() -> config.withQueueCapacity(capacity))
                .withMessage("queueCapacity must be a power of two, 2 to 65536, not " + capacity);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, SchedulerConfig.MAX_QUEUE_CAPACITY})
    void queueCapacitiesAtTheEndsOfTheRangeAreAccepted(int capacity) {
        assertThat(config.withQueueCapacity(capacity).queueCapacity()).isEqualTo(capacity);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void nameMustNotBeBlank(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> config.withName(name))
                .withMessage("name must not be blank: carriers, logs and JMX go by it");
    }
}
