// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.micrometer;

import static dev.stillpoint.micrometer.Definition.counter;
import static dev.stillpoint.micrometer.Definition.gauge;
import static io.micrometer.core.instrument.binder.BaseUnits.TASKS;
import static io.micrometer.core.instrument.binder.BaseUnits.THREADS;

import dev.stillpoint.scheduler.CarrierActivity;
import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.SchedulerStatistics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The meters of one {@link CarrierScheduler}: its carriers and threads, what waits, and what its carriers do. Each has
 * the tag {@code scheduler}, its name.
 *
 * <p><b>Threading.</b> Any thread, at any time. Meters are read on the threads of whoever scrapes; no carrier is
 * stopped for them. <b>Lifetime.</b> {@link #close()} removes the meters. They hold the scheduler weakly, so keep it,
 * as its {@code close()} demands anyway. The package says more.
 */
public final class SchedulerMetrics implements MeterBinder, AutoCloseable {

    private static final String CARRIERS = "carriers";
    private static final List<Definition<SchedulerStatistics>> METERS = meters();

    private final CarrierScheduler scheduler;
    private final String name;
    private final BoundMeters<CarrierScheduler, SchedulerStatistics> meters;

    private static List<Definition<SchedulerStatistics>> meters() {
        List<Definition<SchedulerStatistics>> meters = new ArrayList<>();
        for (CarrierActivity activity : CarrierActivity.values()) {
            Definition<SchedulerStatistics> carriers = gauge("stillpoint.scheduler.carriers", CARRIERS,
                    "Carriers that run, by what they do now",
                    figures -> figures.carriers().stream().filter(carrier -> carrier.activity() == activity).count());
            meters.add(carriers.with("activity", activity.name().toLowerCase(Locale.ROOT)));
        }
        meters.addAll(List.of(
                gauge("stillpoint.scheduler.configured.carriers", CARRIERS,
                        "The number of carriers that was configured or set last",
                        SchedulerStatistics::configuredCarriers),
                gauge("stillpoint.scheduler.spare.carriers", CARRIERS, "Carriers beyond the configured number",
                        SchedulerStatistics::spares),
                counter("stillpoint.scheduler.compensations", "compensations",
                        "Spares that came because a thread was in a blocking call", SchedulerStatistics::compensations),
                counter("stillpoint.scheduler.rescues", "rescues",
                        "Spares that came because a carrier was stuck otherwise: pinned, native code, long computation",
                        SchedulerStatistics::rescues),
                gauge("stillpoint.scheduler.live.threads", THREADS, "Threads that have started and not ended",
                        SchedulerStatistics::liveThreads),
                counter("stillpoint.scheduler.started.threads", THREADS, "Threads that have ever started",
                        SchedulerStatistics::startedThreads),
                gauge("stillpoint.scheduler.queued", TASKS, "Runnable threads in the queues of carriers",
                        SchedulerStatistics::queuedTasks),
                gauge("stillpoint.scheduler.shared.queues", "queues",
                        "Shared queues in which runnable threads wait: 1 or 0",
                        figures -> figures.sharedWork() ? 1 : 0),
                counter("stillpoint.scheduler.mounts", "mounts", "How often a thread was mounted",
                        SchedulerStatistics::mounts),
                counter("stillpoint.scheduler.home.mounts", "mounts",
                        "Mounts of readers that had to come back to their carrier", SchedulerStatistics::homeMounts),
                counter("stillpoint.scheduler.home.waits", "waits",
                        "How often one thread kept its carrier beyond stuckLimit while runnable readers waited",
                        SchedulerStatistics::blockedHomes),
                gauge("stillpoint.scheduler.parked.readers", "readers",
                        "Threads parked inside a read section: memory waits for them",
                        SchedulerStatistics::parkedReaders),
                counter("stillpoint.scheduler.steals", "steals", "How often a carrier took tasks from another one",
                        SchedulerStatistics::steals),
                counter("stillpoint.scheduler.stolen", TASKS, "Tasks that carriers took from other ones",
                        figures -> figures.totals().stolenTasks()),
                counter("stillpoint.scheduler.spills", "spills",
                        "How often a carrier's queue was full and half of it went to the shared queue",
                        SchedulerStatistics::spills),
                counter("stillpoint.scheduler.spilled", TASKS, "Tasks that went from full queues to the shared one",
                        figures -> figures.totals().spilledTasks()),
                counter("stillpoint.scheduler.parks", "parks",
                        "How often a carrier found nothing to do and went to sleep", SchedulerStatistics::parks),
                counter("stillpoint.scheduler.blocking.calls", "calls",
                        "Blocking calls, as the JDK announces them, of mounted threads",
                        SchedulerStatistics::blockingCalls)));
        return List.copyOf(meters);
    }

    /**
     * Makes a binder, which {@link #bindTo} or a framework binds to a registry.
     *
     * @param tags further tags of all its meters; the same keys for all schedulers, if the registry is Prometheus'
     */
    public SchedulerMetrics(CarrierScheduler scheduler, Iterable<Tag> tags) {
        this.scheduler = scheduler;
        name = scheduler.statistics().name();
        meters = new BoundMeters<>("scheduler " + name, scheduler, Tags.of("scheduler", name).and(tags), METERS,
                CarrierScheduler::statistics);
    }

    /** Makes a binder without further tags. */
    public SchedulerMetrics(CarrierScheduler scheduler) {
        this(scheduler, Tags.empty());
    }

    /**
     * Measures a scheduler in this registry until the result is closed.
     *
     * @param tags further tags of all its meters: keys and values in turn
     * @throws IllegalArgumentException if the number of keys and values is odd
     * @throws IllegalStateException as {@link #bindTo}
     */
    public static SchedulerMetrics monitor(MeterRegistry registry, CarrierScheduler scheduler, String... tags) {
        return monitor(registry, scheduler, Tags.of(tags));
    }

    /**
     * Measures a scheduler in this registry until the result is closed.
     *
     * @param tags further tags of all its meters
     * @throws IllegalStateException as {@link #bindTo}
     */
    public static SchedulerMetrics monitor(MeterRegistry registry, CarrierScheduler scheduler, Iterable<Tag> tags) {
        SchedulerMetrics metrics = new SchedulerMetrics(scheduler, tags);
        metrics.bindTo(registry);
        return metrics;
    }

    /**
     * Registers the meters. May be called for several registries.
     *
     * @throws IllegalStateException if the scheduler or this binder is closed, or if the registry has these meters
     *         already, of this scheduler or of another one with the same name and tags; nothing was registered
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        if (scheduler.isShutdown()) {
            throw new IllegalStateException(
                    "Scheduler %s is closed. Bind it while it is open.".formatted(name));
        }
        meters.bindTo(registry);
    }

    /** Removes the meters from every registry, and binds no more. Idempotent. */
    @Override
    public void close() {
        meters.close();
    }
}
