// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.List;
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

    @Test
    void threadsAreCalledAfterTheScheduler() {
        assertThat(config.threadName()).isEqualTo("stillpoint-thread");
        assertThat(config.withName("web").threadName()).isEqualTo("web-thread");
        assertThat(new SchedulerConfig("web", 1, 2).threadName()).isEqualTo("web-thread");
    }

    @Test
    void nameOfTheThreadsStaysOnceItIsSet() {
        assertThat(config.withThreadName("request").withName("web").threadName()).isEqualTo("request");
        assertThat(config.withThreadName("").withName("web").threadName()).isEmpty();
    }

    @Test
    void everyChangeKeepsTheNameOfTheThreads() {
        SchedulerConfig named = config.withThreadName("request");

        assertThat(List.of(named.withCarriers(3), named.withQueueCapacity(4), named.withOwnPollers(true),
                named.withCompensation(Compensation.none()))).extracting(SchedulerConfig::threadName)
                .containsOnly("request");
        assertThat(named.withThreadName(config.threadName())).isEqualTo(config);
    }

    @Test
    void nameOfTheThreadsMustNotBeNull() {
        assertThatNullPointerException().isThrownBy(() -> config.withThreadName(null)).withMessage("threadName");
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "\t"})
    void nameOfTheThreadsMustNotBeBlank(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> config.withThreadName(name))
                .withMessage("threadName must not be blank: give a name, or \"\" for threads without");
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
