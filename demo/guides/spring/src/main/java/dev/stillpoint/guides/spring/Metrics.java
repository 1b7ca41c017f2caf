// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides.spring;

import dev.stillpoint.micrometer.GracePeriodMetrics;
import dev.stillpoint.micrometer.ReclaimerMetrics;
import dev.stillpoint.micrometer.SchedulerMetrics;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ReclaimerHealth;
import dev.stillpoint.scheduler.CarrierScheduler;
import java.time.Duration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

// @start region="metrics"
/** Spring Boot binds these to its registry, and closes them before what they measure. */
@Configuration(proxyBeanMethods = false)
public class Metrics {

    @Bean
    ReclaimerMetrics reclaimerMetrics(Reclaimer reclaimer) {
        return new ReclaimerMetrics(reclaimer);
    }

    @Bean
    GracePeriodMetrics gracePeriodMetrics() {
        return new GracePeriodMetrics();
    }

    @Bean
    SchedulerMetrics schedulerMetrics(CarrierScheduler scheduler) {
        return new SchedulerMetrics(scheduler);
    }

    /** A part of /actuator/health, and of the groups that name it. */
    @Bean
    HealthIndicator reclamation(Reclaimer reclaimer) {
        return () -> {
            ReclaimerHealth health = reclaimer.health(Duration.ofMinutes(1));
            return (health.alive() ? Health.up() : Health.down()).withDetail("reason", health.reason()).build();
        };
    }
}
// @end
