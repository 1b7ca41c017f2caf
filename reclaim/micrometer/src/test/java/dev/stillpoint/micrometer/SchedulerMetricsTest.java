// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.reclaim.GracePeriod;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.SchedulerConfig;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The meters of schedulers, and those of the grace periods of the process. */
class SchedulerMetricsTest {

    private final MeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void metersShowWhatTheSchedulerDoes() throws InterruptedException {
        CountDownLatch leave = new CountDownLatch(1);
        try (CarrierScheduler scheduler = create("shown")) {
            SchedulerMetrics metrics = SchedulerMetrics.monitor(registry, scheduler, "site", "here");
            Thread reader = scheduler.start(() -> ScopedQsbr.run(() -> awaitQuietly(leave)));
            Await.until("the reader is parked", () -> gauge("parked.readers") == 1);

            assertThat(gauge("configured.carriers")).isEqualTo(2);
            assertThat(gauge("spare.carriers")).isZero();
            assertThat(registry.get("stillpoint.scheduler.carriers").gauges().stream().mapToDouble(Gauge::value).sum())
                    .isEqualTo(2);
            assertThat(gauge("live.threads")).isEqualTo(1);
            assertThat(counter("started.threads")).isEqualTo(1);
            assertThat(counter("mounts")).isPositive();
            double homeMounts = counter("home.mounts");
            leave.countDown();
            reader.join();
            Await.until("it has come home", () -> counter("home.mounts") > homeMounts && gauge("live.threads") == 0);
            assertThat(registry.getMeters()).hasSize(22).allSatisfy(meter -> {
                assertThat(meter.getId().getTag("scheduler")).isEqualTo("shown");
                assertThat(meter.getId().getTag("site")).isEqualTo("here");
                assertThat(meter.getId().getDescription()).contains(" ");
                assertThat(meter.getId().getBaseUnit()).isNotBlank();
            });
            metrics.close();
            assertThat(registry.getMeters()).isEmpty();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whatIsClosedOrBoundAlreadyIsRefused() {
        CarrierScheduler scheduler = create("refused");
        SchedulerMetrics.monitor(registry, scheduler);
        int meters = registry.getMeters().size();
        assertThatThrownBy(() -> SchedulerMetrics.monitor(registry, scheduler))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("of scheduler refused already");
        scheduler.close();
        assertThatThrownBy(() -> SchedulerMetrics.monitor(new SimpleMeterRegistry(), scheduler))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Scheduler refused is closed. Bind it while it is open.");
        assertThatThrownBy(() -> SchedulerMetrics.monitor(registry, null)).isInstanceOf(NullPointerException.class);
        assertThat(registry.getMeters()).hasSize(meters);
    }

    @Test
    void theRegistryKeepsNoSchedulerThatIsClosed() {
        WeakReference<CarrierScheduler> closed = bindAndClose();
        Await.until("it is collected", () -> {
            System.gc();
            return closed.refersTo(null);
        });

        assertThat(counter("started.threads")).as("the last value").isEqualTo(1);
        assertThat(gauge("live.threads")).isNaN();
    }

    private WeakReference<CarrierScheduler> bindAndClose() {
        CarrierScheduler scheduler = create("forgotten");
        SchedulerMetrics.monitor(registry, scheduler);
        scheduler.start(() -> {
        });
        scheduler.close();
        Await.until("the figures are those of the end", () -> counter("started.threads") == 1);
        return new WeakReference<>(scheduler);
    }

    @Test
    void gracePeriodsOfTheProcessAreTimed() throws InterruptedException {
        GracePeriodMetrics metrics = GracePeriodMetrics.monitor(registry, "site", "here");
        FunctionTimer periods = registry.get("stillpoint.grace.periods").functionTimer();
        double before = periods.count();
        GracePeriod asked;
        try (ReadGuard _ = ScopedQsbr.open()) {
            asked = GracePeriod.start();
            Await.until("it is pending", () -> registry.get("stillpoint.grace.pending").timeGauge()
                    .value(TimeUnit.MILLISECONDS) >= 20);
            assertThat(registry.get("stillpoint.grace.visitors").gauge().value()).isPositive();
        }
        Await.until("it has ended", asked::hasElapsed);
        Await.until("it is counted", () -> periods.count() > before);
        assertThat(periods.totalTime(TimeUnit.MILLISECONDS)).isGreaterThanOrEqualTo(20);

        assertThatThrownBy(() -> GracePeriodMetrics.monitor(registry, "site", "here"))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("of this process already");
        metrics.close();
        assertThat(registry.getMeters()).isEmpty();
    }

    private static CarrierScheduler create(String name) {
        return CarrierScheduler.create(SchedulerConfig.defaults().withName(name).withCarriers(2));
    }

    private double counter(String name) {
        return registry.get("stillpoint.scheduler." + name).functionCounter().count();
    }

    private double gauge(String name) {
        return registry.get("stillpoint.scheduler." + name).gauge().value();
    }
}
