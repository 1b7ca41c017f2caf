// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.reload;

import dev.stillpoint.demo.geo.GeoRelease;
import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ReclaimerConfig;
import dev.stillpoint.reclaim.memory.BlockAllocator;
import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.SchedulerConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One run: starts writer and clients, says how it goes, and stops everything in order. */
final class ReloadRun {

    private static final Duration PROGRESS_EVERY = Duration.ofSeconds(1);

    private final ReloadOptions options;
    private final List<GeoRelease> releases;
    private final Consumer<String> progress;
    private final RunStatistics statistics = new RunStatistics();
    // set once by the run's thread, when clients are served; read by any thread
    private volatile @Nullable Thread server;
    // set once by any thread, read by the run's thread
    private volatile boolean stopped;

    ReloadRun(ReloadOptions options, List<GeoRelease> releases, Consumer<String> progress) {
        this.options = options;
        this.releases = releases;
        this.progress = progress;
    }

    /**
     * Serves until the time is up.
     *
     * @return what happened, after the last thread has ended and the last version is freed
     */
    RunStatistics run() throws IOException, InterruptedException {
        long before = BlockAllocator.malloc().allocatedBytes();
        progress.accept("reading %d databases to check replies with".formatted(releases.size()));
        try (Oracles oracles = Oracles.open(releases)) {
            checkReleases(new VersionLoader(oracles, new VersionCensus()));
            ReclaimerConfig config = ReclaimerConfig.defaults().withListener(statistics);
            try (Reclaimer reclaimer = Reclaimer.create(config)) {
                serve(reclaimer, oracles);
                reclaimer.synchronize();
                statistics.finish(reclaimer);
            }
        }
        statistics.finalUnreclaimed(BlockAllocator.malloc().allocatedBytes() - before);
        return statistics;
    }

    /**
     * Ends the run early. Any thread; returns at once.
     *
     * @return whether clients were served, so that there is something to tell of
     */
    boolean stop() {
        stopped = true;
        Thread serving = server;
        LockSupport.unpark(serving);
        return serving != null;
    }

    /**
     * Finds a damaged release before the first request instead of at its first reload; and loading is compiled then.
     */
    private void checkReleases(VersionLoader loader) throws IOException {
        for (GeoRelease release : releases) {
            loader.load(release).reclaim();
        }
    }

    private void serve(Reclaimer reclaimer, Oracles oracles) throws IOException, InterruptedException {
        VersionLoader loader = new VersionLoader(oracles, statistics.census());
        SchedulerConfig config = SchedulerConfig.defaults().withName("geo").withCarriers(options.carriers());
        try (QsbrReference<GeoVersion> current = QsbrReference.of(reclaimer, loader.load(releases.getFirst()));
                CarrierScheduler scheduler = CarrierScheduler.create(config)) {
            Publisher publisher = new Publisher(current, loader, statistics);
            Clients clients = new Clients(options, new LookupService(current), oracles, statistics);
            try {
                statistics.begin();
                server = Thread.currentThread();
                scheduler.start(publisher);
                clients.start(scheduler);
                publishUntilTheEnd(publisher);
            } finally {
                // Whatever happened: the scheduler closes when they have ended.
                clients.stop();
                publisher.stop();
            }
        }
    }

    private void publishUntilTheEnd(Publisher publisher) throws InterruptedException {
        long start = System.nanoTime();
        long end = options.length().toNanos();
        long nextReload = options.every().toNanos();
        long nextProgress = PROGRESS_EVERY.toNanos();
        int published = 0;
        for (long now = 0; now < end && !stopped; now = System.nanoTime() - start) {
            if (now >= nextReload) {
                publisher.publish(releases.get(++published % releases.size()));
                nextReload = now + options.every().toNanos();
            }
            if (now >= nextProgress) {
                progress.accept(statistics.progress(now / 1_000_000_000));
                nextProgress += PROGRESS_EVERY.toNanos();
            }
            sleep(Math.min(end, Math.min(nextReload, nextProgress)) - now);
        }
    }

    /** Not {@link Thread#sleep}, for {@link #stop} ends it. */
    private void sleep(long nanos) throws InterruptedException {
        LockSupport.parkNanos(this, nanos);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }
}
