// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.micrometer;

import static dev.stillpoint.micrometer.Definition.counter;
import static dev.stillpoint.micrometer.Definition.gauge;
import static dev.stillpoint.micrometer.Definition.time;
import static dev.stillpoint.micrometer.Definition.timer;

import dev.stillpoint.reclaim.GracePeriod;
import dev.stillpoint.reclaim.GracePeriodStatistics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;

/**
 * The meters of the grace periods of this process, which all its readers and reclaimers share. Bind them once.
 *
 * <p>They time grace periods without a distribution. Who wants one records what a {@code ReclaimerListener} is told:
 *
 * {@snippet class="dev.stillpoint.micrometer.MetricsUsage" region="distribution"}
 *
 * <p><b>Threading.</b> Any thread, at any time. <b>Lifetime.</b> {@link #close()} removes the meters.
 */
public final class GracePeriodMetrics implements MeterBinder, AutoCloseable {

    private static final List<Definition<GracePeriodStatistics>> METERS = List.of(
            timer("stillpoint.grace.periods", "Grace periods that have ended, and how long they took",
                    GracePeriodStatistics::ended, GracePeriodStatistics::totalTime),
            time("stillpoint.grace.pending", "How long the grace period that is pending has taken so far",
                    GracePeriodStatistics::pendingFor),
            counter("stillpoint.grace.forced.stops", "stops",
                    "How often a carrier that did not unmount was stopped and looked at",
                    GracePeriodStatistics::forcedStops),
            gauge("stillpoint.grace.visitors", "visitors",
                    "Readers inside a section on a thread that is no carrier",
                    GracePeriodStatistics::visitors));

    /** What the meters hold weakly: it lives as long as this class. */
    private static final Object PROCESS = new Object();

    private final BoundMeters<Object, GracePeriodStatistics> meters;

    /**
     * Makes a binder, which {@link #bindTo} or a framework binds to a registry.
     *
     * @param tags tags of all its meters
     */
    public GracePeriodMetrics(Iterable<Tag> tags) {
        meters = new BoundMeters<>("this process", PROCESS, Tags.of(tags), METERS, _ -> GracePeriod.statistics());
    }

    /** Makes a binder without tags. */
    public GracePeriodMetrics() {
        this(Tags.empty());
    }

    /**
     * Measures the grace periods of this process in this registry until the result is closed.
     *
     * @param tags tags of all its meters: keys and values in turn
     * @throws IllegalArgumentException if the number of keys and values is odd
     * @throws IllegalStateException as {@link #bindTo}
     */
    public static GracePeriodMetrics monitor(MeterRegistry registry, String... tags) {
        GracePeriodMetrics metrics = new GracePeriodMetrics(Tags.of(tags));
        metrics.bindTo(registry);
        return metrics;
    }

    /**
     * Registers the meters. May be called for several registries.
     *
     * @throws IllegalStateException if this binder is closed, or if the registry has these meters already; nothing was
     *         registered
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        meters.bindTo(registry);
    }

    /** Removes the meters from every registry, and binds no more. Idempotent. */
    @Override
    public void close() {
        meters.close();
    }
}
