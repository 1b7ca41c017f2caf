// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.micrometer;

import static dev.stillpoint.micrometer.Definition.counter;
import static dev.stillpoint.micrometer.Definition.gauge;
import static dev.stillpoint.micrometer.Definition.time;
import static io.micrometer.core.instrument.binder.BaseUnits.BYTES;
import static io.micrometer.core.instrument.binder.BaseUnits.OBJECTS;

import dev.stillpoint.reclaim.DemotionStatistics;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ReclaimerConfig;
import dev.stillpoint.reclaim.ReclaimerHealth;
import dev.stillpoint.reclaim.ReclaimerStatistics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;

/**
 * The meters of one {@link Reclaimer}: what was retired, what is freed, what waits and for how long. Each has the tag
 * {@code reclaimer}, its {@link Reclaimer#name() name}.
 *
 * {@snippet class="dev.stillpoint.micrometer.MetricsUsage" region="plain"}
 *
 * <p><b>Threading.</b> Any thread, at any time. Meters are read on the threads of whoever scrapes; a reclaimer does
 * nothing for them. <b>Lifetime.</b> {@link #close()} removes the meters; a reclaimer that is closed and forgotten is
 * garbage even without that. The package says more.
 */
public final class ReclaimerMetrics implements MeterBinder, AutoCloseable {

    private static final List<Definition<Figures>> METERS = List.of(
            counter("stillpoint.reclaimer.retired.objects", OBJECTS, "Objects retired so far",
                    figures -> figures.reclaimer.retiredObjects()),
            counter("stillpoint.reclaimer.retired.bytes", BYTES, "Bytes retired so far",
                    figures -> figures.reclaimer.retiredBytes()),
            counter("stillpoint.reclaimer.reclaimed.objects", OBJECTS, "Objects freed so far",
                    figures -> figures.reclaimer.reclaimedObjects()),
            counter("stillpoint.reclaimer.reclaimed.bytes", BYTES, "Bytes freed so far",
                    figures -> figures.reclaimer.reclaimedBytes()),
            counter("stillpoint.reclaimer.failed.objects", OBJECTS,
                    "Objects whose freeing failed: their own code threw",
                    figures -> figures.reclaimer.failedObjects()),
            gauge("stillpoint.reclaimer.pending.objects", OBJECTS, "Objects retired and not yet freed",
                    figures -> figures.reclaimer.unreclaimedObjects()),
            gauge("stillpoint.reclaimer.pending.bytes", BYTES, "Bytes retired and not yet freed",
                    figures -> figures.reclaimer.unreclaimedBytes()),
            gauge("stillpoint.reclaimer.pending.peak.bytes", BYTES,
                    "The most bytes that were retired and not yet freed at one time, since the peaks were reset",
                    figures -> figures.reclaimer.peakUnreclaimedBytes()),
            time("stillpoint.reclaimer.oldest.age",
                    "How long the oldest object has waited that is retired and not yet freed",
                    figures -> figures.reclaimer.oldestAge()),
            time("stillpoint.reclaimer.standstill",
                    "How long there has been no progress although something waits",
                    figures -> figures.reclaimer.standstill()),
            counter("stillpoint.reclaimer.stalls", "stalls",
                    "How often there was no progress for longer than stallAfter; each stall counts once",
                    figures -> figures.reclaimer.stalls()),
            counter("stillpoint.reclaimer.demoted.bytes", BYTES,
                    "Bytes demoted so far: left to the collector, because readers did not leave",
                    figures -> figures.demotion.demotedBytes()),
            counter("stillpoint.reclaimer.saved.bytes", BYTES,
                    "Demoted bytes that were freed although readers had not left, because nobody reached them",
                    figures -> figures.demotion.collectedBytes()),
            gauge("stillpoint.reclaimer.held.bytes", BYTES,
                    "Demoted bytes not yet freed: stalled readers reach them, or the collector has not looked yet",
                    figures -> figures.demotion.heldBytes()),
            counter("stillpoint.reclaimer.collections", "collections",
                    "Collections asked for, to find out which demoted bytes are reached",
                    figures -> figures.demotion.collections()));

    private final Reclaimer reclaimer;
    private final BoundMeters<Reclaimer, Figures> meters;

    private record Figures(ReclaimerStatistics reclaimer, DemotionStatistics demotion) {

        static Figures of(Reclaimer reclaimer) {
            return new Figures(reclaimer.statistics(), reclaimer.demotionStatistics());
        }
    }

    /**
     * Makes a binder, which {@link #bindTo} or a framework binds to a registry.
     *
     * @param tags further tags of all its meters; the same keys for all reclaimers, if the registry is Prometheus'
     */
    public ReclaimerMetrics(Reclaimer reclaimer, Iterable<Tag> tags) {
        this.reclaimer = reclaimer;
        meters = new BoundMeters<>("reclaimer " + reclaimer.name(), reclaimer,
                Tags.of("reclaimer", reclaimer.name()).and(tags), METERS, Figures::of);
    }

    /** Makes a binder without further tags. */
    public ReclaimerMetrics(Reclaimer reclaimer) {
        this(reclaimer, Tags.empty());
    }

    /**
     * Measures a reclaimer in this registry until the result is closed.
     *
     * @param tags further tags of all its meters: keys and values in turn
     * @throws IllegalArgumentException if the number of keys and values is odd
     * @throws IllegalStateException as {@link #bindTo}
     */
    public static ReclaimerMetrics monitor(MeterRegistry registry, Reclaimer reclaimer, String... tags) {
        return monitor(registry, reclaimer, Tags.of(tags));
    }

    /**
     * Measures a reclaimer in this registry until the result is closed.
     *
     * @param tags further tags of all its meters
     * @throws IllegalStateException as {@link #bindTo}
     */
    public static ReclaimerMetrics monitor(MeterRegistry registry, Reclaimer reclaimer, Iterable<Tag> tags) {
        ReclaimerMetrics metrics = new ReclaimerMetrics(reclaimer, tags);
        metrics.bindTo(registry);
        return metrics;
    }

    /**
     * Registers the meters. May be called for several registries.
     *
     * @throws IllegalStateException if the reclaimer or this binder is closed, or if the registry has these meters
     *         already, of this reclaimer or of another one with the same name and tags; nothing was registered
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        ReclaimerHealth health = reclaimer.health(ReclaimerConfig.NEVER);
        if (!health.alive()) {
            throw new IllegalStateException("Reclaimer %s cannot be measured any more. %s Bind it while it is open."
                    .formatted(reclaimer.name(), health.reason()));
        }
        meters.bindTo(registry);
    }

    /** Removes the meters from every registry, and binds no more. Idempotent. */
    @Override
    public void close() {
        meters.close();
    }
}
