// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.reclaim.memory.BlockAllocator;
import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.Compensation;
import dev.stillpoint.scheduler.SchedulerConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What {@code docs/containers.md} says of processors and memory, as far as it needs no container. */
class ContainersTest {

    @Test
    void thereIsOneCarrierForEachProcessorThatTheJvmSees() throws Exception {
        assertThat(ChildJvm.run(SizedJvm.class, "-XX:ActiveProcessorCount=5", "-Xmx32m", "-XX:MaxDirectMemorySize=1m")
                .lines()).containsExactly("5 carriers", "3 after setCarriers", "5 when the processors are followed",
                        "64 MB off the heap");
    }

    /** A program of which the flags say how many processors it has, and how little heap. */
    static final class SizedJvm {

        private SizedJvm() {
        }

        public static void main(String[] args) {
            try (CarrierScheduler scheduler = CarrierScheduler.create()) {
                System.out.println(scheduler.statistics().configuredCarriers() + " carriers");
                scheduler.setCarriers(3);
                System.out.println(scheduler.statistics().configuredCarriers() + " after setCarriers");
                Processors.follow(scheduler);
                System.out.println(scheduler.statistics().configuredCarriers() + " when the processors are followed");
            }
            BlockAllocator memory = BlockAllocator.malloc();
            memory.allocate(64L << 20).reclaim();
            System.out.println("64 MB off the heap");
        }
    }

    @Test
    void theLimitForThrottledContainersIsAboveTheirPeriod() {
        SchedulerConfig config = Processors.throttled();

        assertThat(config.compensation().stuckLimit()).isGreaterThan(Duration.ofMillis(100));
        assertThat(config.compensation().withStuckLimit(Compensation.defaults().stuckLimit()))
                .isEqualTo(Compensation.defaults());
    }
}
