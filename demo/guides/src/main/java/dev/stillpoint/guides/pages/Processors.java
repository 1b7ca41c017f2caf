// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides.pages;

import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.Compensation;
import dev.stillpoint.scheduler.SchedulerConfig;
import java.time.Duration;

/** {@code docs/containers.md}: processors that come and go. */
public final class Processors {

    private Processors() {
    }

    // @start region="follow"
    /** Call it now and then, for example each minute. */
    static void follow(CarrierScheduler scheduler) {
        scheduler.setCarriers(Runtime.getRuntime().availableProcessors());
    }
    // @end

    // @start region="throttled"
    /** For a container with a quota of processor time in periods of 100 ms. */
    static SchedulerConfig throttled() {
        return SchedulerConfig.defaults()
                .withCompensation(Compensation.defaults().withStuckLimit(Duration.ofMillis(250)));
    }
    // @end
}
