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
import java.util.function.Consumer;

/** One run: starts writer and clients, says how it goes, and stops everything in order. */
final class ReloadRun {

    private static final Duration PROGRESS_EVERY = Duration.ofSeconds(1);

    private final ReloadOptions options;
    private final List<GeoRelease> releases;
    private final Consumer<String> progress;
    private final RunStatistics statistics = new RunStatistics();

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
        checkReleases();
        try (Oracles oracles = Oracles.open(releases)) {
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
     * Finds a damaged release before the first request instead of at its first reload; and loading is compiled then.
     */
    private void checkReleases() throws IOException {
        for (GeoRelease release : releases) {
            GeoVersion.load(release, new VersionCensus()).reclaim();
        }
    }

    private void serve(Reclaimer reclaimer, Oracles oracles) throws IOException, InterruptedException {
        GeoVersion first = GeoVersion.load(releases.getFirst(), statistics.census());
        SchedulerConfig config = SchedulerConfig.defaults().withName("geo").withCarriers(options.carriers());
        try (QsbrReference<GeoVersion> current = QsbrReference.of(reclaimer, first);
                CarrierScheduler scheduler = CarrierScheduler.create(config)) {
            Publisher publisher = new Publisher(current, statistics);
            scheduler.start(publisher);
            Clients clients = new Clients(options, new LookupService(current), oracles, statistics);
            clients.start(scheduler);
            try {
                publishUntilTheEnd(publisher);
            } finally {
                clients.stop();
                publisher.stop();
            }
        }
    }

    private void publishUntilTheEnd(Publisher publisher) throws InterruptedException {
        long start = System.nanoTime();
        long end = start + options.length().toNanos();
        long nextProgress = start + PROGRESS_EVERY.toNanos();
        int published = 0;
        while (System.nanoTime() < end) {
            Thread.sleep(options.every());
            publisher.publish(releases.get(++published % releases.size()));
            if (System.nanoTime() >= nextProgress) {
                progress.accept(statistics.progress((System.nanoTime() - start) / 1_000_000_000));
                nextProgress += PROGRESS_EVERY.toNanos();
            }
        }
    }
}
