// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.micrometer;

import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ReclaimerConfig;
import dev.stillpoint.reclaim.ReclaimerHealth;
import dev.stillpoint.reclaim.ReclaimerListener;
import dev.stillpoint.scheduler.CarrierScheduler;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The code of {@code docs/metrics.md}. A test runs it, and compares it with the page. */
final class MetricsUsage {

    private MetricsUsage() {
    }

    static void plain(MeterRegistry registry, Runnable program) throws InterruptedException {
        // @start region="plain"
        try (Reclaimer reclaimer = Reclaimer.create();
                ReclaimerMetrics _ = ReclaimerMetrics.monitor(registry, reclaimer);
                GracePeriodMetrics _ = GracePeriodMetrics.monitor(registry);
                CarrierScheduler scheduler = CarrierScheduler.create();
                SchedulerMetrics _ = SchedulerMetrics.monitor(registry, scheduler)) {
            scheduler.start(program).join();
        }
        // @end
    }

    static Reclaimer distribution(MeterRegistry registry) {
        // @start region="distribution"
        Timer waits = Timer.builder("my.grace.period.waits").publishPercentileHistogram().register(registry);
        return Reclaimer.create(ReclaimerConfig.defaults().withListener(new ReclaimerListener() {

            @Override
            public void gracePeriodEnded(long number, long nanos) {
                waits.record(nanos, TimeUnit.NANOSECONDS);
            }
        }));
        // @end
    }

    // @start region="readiness"
    /** What the probe's handler answers: the status, and the sentence for whoever looks. */
    static String readiness(Reclaimer reclaimer) {
        ReclaimerHealth health = reclaimer.health(Duration.ofMinutes(1));
        return (health.alive() ? "200 " : "503 ") + health.reason();
    }
    // @end
}
