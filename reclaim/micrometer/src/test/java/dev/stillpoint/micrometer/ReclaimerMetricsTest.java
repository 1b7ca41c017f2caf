// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ReclaimerConfig;
import dev.stillpoint.reclaim.ScopedQsbr;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class ReclaimerMetricsTest {

    private static final String RETIRED = "stillpoint.reclaimer.retired.objects";
    private static final String PENDING = "stillpoint.reclaimer.pending.bytes";

    private final MeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void metersShowWhatTheReclaimerDoes() throws InterruptedException {
        try (Reclaimer reclaimer = create("shown")) {
            ReclaimerMetrics metrics = ReclaimerMetrics.monitor(registry, reclaimer, "site", "here");
            try (ReadGuard _ = ScopedQsbr.open()) {
                reclaimer.retire(() -> {
                }, 1000);
                await("it stands still", () -> counter("stillpoint.reclaimer.stalls") > 0);
                await("it waits for the reader", () -> gauge("stillpoint.reclaimer.pending.objects") == 1
                        && age("stillpoint.reclaimer.oldest.age") > 0 && age("stillpoint.reclaimer.standstill") > 0);

                assertThat(counter(RETIRED)).isEqualTo(1);
                assertThat(counter("stillpoint.reclaimer.retired.bytes")).isEqualTo(1000);
                assertThat(counter("stillpoint.reclaimer.reclaimed.objects")).isZero();
                assertThat(gauge(PENDING)).isEqualTo(1000);
                assertThat(gauge("stillpoint.reclaimer.pending.peak.bytes")).isEqualTo(1000);
            }
            reclaimer.retire(() -> {
                throw new IllegalStateException("expected by the test");
            }, 24);
            await("all is freed", () -> counter("stillpoint.reclaimer.reclaimed.bytes") == 1024);
            assertThat(counter("stillpoint.reclaimer.failed.objects")).isEqualTo(1);
            assertThat(gauge(PENDING)).isZero();
            assertThat(registry.getMeters()).isNotEmpty()
                    .allSatisfy(meter -> assertThat(meter.getId().getTags()).containsExactlyInAnyOrderElementsOf(
                            Tags.of("reclaimer", "shown", "site", "here")));
            metrics.close();
            assertThat(registry.getMeters()).isEmpty();
        }
    }

    @Test
    void everyMeterSaysWhatItMeansAndInWhichUnit() {
        try (Reclaimer reclaimer = create("described");
                ReclaimerMetrics _ = ReclaimerMetrics.monitor(registry, reclaimer);
                GracePeriodMetrics _ = GracePeriodMetrics.monitor(registry)) {
            assertThat(registry.getMeters()).hasSize(19).allSatisfy(meter -> {
                assertThat(meter.getId().getDescription()).contains(" ");
                assertThat(meter.getId().getBaseUnit()).isNotBlank();
            });
        }
    }

    // -- bound twice, closed, null

    @Test
    void whoBindsTwiceIsToldAndChangesNothing() {
        try (Reclaimer reclaimer = create("twice")) {
            ReclaimerMetrics metrics = ReclaimerMetrics.monitor(registry, reclaimer);
            int meters = registry.getMeters().size();
            assertThatThrownBy(() -> metrics.bindTo(registry)).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("has " + RETIRED + " of reclaimer twice already");
            assertThatThrownBy(() -> ReclaimerMetrics.monitor(registry, reclaimer))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(registry.getMeters()).hasSize(meters);

            ReclaimerMetrics.monitor(registry, reclaimer, "copy", "2").close();
            assertThat(registry.getMeters()).hasSize(meters);
            metrics.close();
            assertThat(registry.getMeters()).isEmpty();
            assertThatThrownBy(() -> metrics.bindTo(registry)).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("are closed");
            ReclaimerMetrics.monitor(registry, reclaimer).close();
        }
    }

    @Test
    void twoReclaimersOfOneNameAreNotMixedUp() {
        try (Reclaimer first = create("twin"); Reclaimer second = create("twin");
                ReclaimerMetrics _ = ReclaimerMetrics.monitor(registry, first)) {
            assertThatThrownBy(() -> ReclaimerMetrics.monitor(registry, second))
                    .isInstanceOf(IllegalStateException.class).hasMessageContaining("give one another name, or a tag");
            try (ReclaimerMetrics _ = ReclaimerMetrics.monitor(registry, second, "twin", "2")) {
                second.retire(() -> {
                }, 1);
                await("the second one's is counted",
                        () -> registry.get(RETIRED).tag("twin", "2").functionCounter().count() == 1);
            }
            assertThat(registry.get(RETIRED).functionCounter().count()).isZero();
        }
    }

    /** If one of its meters is somebody else's, none is registered. */
    @Test
    void aClashInTheMiddleLeavesNothing() {
        registry.counter("stillpoint.reclaimer.stalls", "reclaimer", "clash");
        try (Reclaimer reclaimer = create("clash")) {
            assertThatThrownBy(() -> ReclaimerMetrics.monitor(registry, reclaimer))
                    .isInstanceOfAny(IllegalStateException.class, IllegalArgumentException.class);
        }
        assertThat(registry.getMeters()).singleElement().extracting(meter -> meter.getId().getName())
                .isEqualTo("stillpoint.reclaimer.stalls");
    }

    @Test
    void aReclaimerThatIsClosedOrNoneIsRefused() {
        Reclaimer reclaimer = create("gone");
        ReclaimerMetrics early = new ReclaimerMetrics(reclaimer);
        reclaimer.close();
        assertThatThrownBy(() -> early.bindTo(registry)).isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Reclaimer gone cannot be measured any more. It is closed");
        assertThatThrownBy(() -> ReclaimerMetrics.monitor(registry, null)).isInstanceOf(NullPointerException.class);
        try (Reclaimer open = create("open")) {
            assertThatThrownBy(() -> ReclaimerMetrics.monitor(null, open)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> ReclaimerMetrics.monitor(registry, open, "odd"))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(registry.getMeters()).isEmpty();
    }

    // -- lifetime, other registries

    @Test
    void theRegistryKeepsNoReclaimerThatIsClosed() throws InterruptedException {
        WeakReference<Reclaimer> closed = bindAndClose();
        await("it is collected", () -> {
            System.gc();
            return closed.refersTo(null);
        });

        assertThat(counter(RETIRED)).as("the last value").isEqualTo(1);
        assertThat(gauge(PENDING)).isNaN();
    }

    /** Nobody closes the binder. */
    private WeakReference<Reclaimer> bindAndClose() {
        Reclaimer reclaimer = create("forgotten");
        ReclaimerMetrics.monitor(registry, reclaimer);
        reclaimer.retire(() -> {
        }, 8);
        reclaimer.close();
        await("the figures are those of the end", () -> counter(RETIRED) == 1 && gauge(PENDING) == 0);
        return new WeakReference<>(reclaimer);
    }

    @Test
    void itCanBeBoundToSeveralRegistries() {
        MeterRegistry second = new SimpleMeterRegistry();
        CompositeMeterRegistry all = new CompositeMeterRegistry();
        MeterRegistry part = new SimpleMeterRegistry();
        all.add(part);
        try (Reclaimer reclaimer = create("everywhere")) {
            ReclaimerMetrics metrics = new ReclaimerMetrics(reclaimer);
            metrics.bindTo(registry);
            metrics.bindTo(second);
            metrics.bindTo(all);
            assertThat(part.get(RETIRED).functionCounter().count()).isZero();
            metrics.close();
        }
        assertThat(second.getMeters()).isEmpty();
        assertThat(all.getMeters()).isEmpty();
        assertThat(part.getMeters()).isEmpty();
    }

    @Test
    void filtersOfTheRegistryHold() {
        registry.config().meterFilter(MeterFilter.denyNameStartsWith("stillpoint.reclaimer.demoted"))
                .meterFilter(MeterFilter.renameTag("stillpoint", "reclaimer", "pool")).commonTags("app", "tested");
        try (Reclaimer reclaimer = create("filtered")) {
            ReclaimerMetrics metrics = ReclaimerMetrics.monitor(registry, reclaimer);
            assertThat(registry.getMeters()).extracting(Meter::getId)
                    .allSatisfy(id -> assertThat(id.getTags())
                            .containsExactlyInAnyOrderElementsOf(Tags.of("app", "tested", "pool", "filtered")))
                    .noneSatisfy(id -> assertThat(id.getName()).contains("demoted"));
            assertThatThrownBy(() -> ReclaimerMetrics.monitor(registry, reclaimer))
                    .isInstanceOf(IllegalStateException.class);
            metrics.close();
            assertThat(registry.getMeters()).isEmpty();
        }
    }

    private static Reclaimer create(String name) {
        return Reclaimer.create(
                ReclaimerConfig.defaults().withName(name).withStallAfter(Duration.ofMillis(100)));
    }

    private double counter(String name) {
        return registry.get(name).functionCounter().count();
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    private double age(String name) {
        TimeGauge age = registry.get(name).timeGauge();
        return age.value(TimeUnit.SECONDS);
    }

    private static void await(String what, BooleanSupplier condition) {
        Await.until(what, condition);
    }
}
