// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.cache;

import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.SchedulerConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One run: the same load over one design after the other. Starts readers and writer, and stops everything in order. */
final class CacheRun {

    private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long PROGRESS_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final CacheOptions options;
    private final BlockFile file;
    private final Popularity popularity;
    private final Versions versions;
    private final Consumer<String> progress;
    // set once by the run's thread, when blocks are read; read by any thread
    private volatile @Nullable Thread runner;
    // set once by any thread, read by the run's thread
    private volatile boolean stopped;

    CacheRun(CacheOptions options, BlockFile file, Consumer<String> progress) {
        this.options = options;
        this.file = file;
        popularity = new Popularity(file.blocks());
        versions = new Versions(file);
        this.progress = progress;
    }

    /**
     * Reads until the time of each design is up. All have their warm-up before the first one is measured: what they
     * share is compiled then, for all of them.
     *
     * @return what happened under each design, after its last thread has ended; those that were not begun are missing
     */
    Map<Design, Tally> run() throws IOException, InterruptedException {
        Map<Design, Tally> tallies = new EnumMap<>(Design.class);
        if (options.warmUp().isPositive()) {
            progress.accept("warming up: %d s for each design".formatted(options.warmUp().toSeconds()));
            load(options.warmUp(), tallies, _ -> {
            });
        }
        load(options.length(), tallies, progress);
        return tallies;
    }

    private void load(Duration length, Map<Design, Tally> tallies, Consumer<String> told)
            throws IOException, InterruptedException {
        for (Design design : options.designs()) {
            if (!stopped) {
                Tally tally = tallies.computeIfAbsent(design, _ -> new Tally());
                load(design, length, tally, line -> told.accept("%-8s %s".formatted(Summary.name(design), line)));
            }
        }
    }

    /**
     * Ends the run early. Any thread; returns at once.
     *
     * @return whether blocks were read, so that there is something to tell of
     */
    boolean stop() {
        stopped = true;
        Thread reading = runner;
        LockSupport.unpark(reading);
        return reading != null;
    }

    private void load(Design design, Duration length, Tally tally, Consumer<String> told)
            throws IOException, InterruptedException {
        SchedulerConfig config = SchedulerConfig.defaults().withName("cache").withCarriers(options.carriers());
        try (BlockCache cache = design.open(file, options.capacity())) {
            fill(cache);
            try (CarrierScheduler scheduler = CarrierScheduler.create(config)) {
                Readers readers = new Readers(cache, popularity, versions, tally, Readers.LINGER_EVERY);
                Rewriter rewriter = new Rewriter(cache, popularity, versions, tally, options.rewritesPerSecond(),
                        file.blocks());
                try {
                    runner = Thread.currentThread();
                    tally.begin();
                    readers.start(scheduler, options.readers());
                    scheduler.start(rewriter);
                    lookOn(length, cache, tally, told);
                } finally {
                    // Whatever happened: the scheduler closes when they have ended.
                    readers.stop();
                    rewriter.stop();
                }
            }
            tally.finish();
        }
    }

    /** So that filling it is not what is measured: the most popular blocks, the first one last. */
    private void fill(BlockCache cache) throws IOException {
        for (int rank = Math.min(options.capacity(), file.blocks()); rank > 0 && !stopped; rank--) {
            cache.read(popularity.block(rank), _ -> {
            });
        }
    }

    private void lookOn(Duration length, BlockCache cache, Tally tally, Consumer<String> told)
            throws InterruptedException {
        long start = System.nanoTime();
        long end = length.toNanos();
        long nextProgress = PROGRESS_EVERY_NANOS;
        for (long now = 0; now < end && !stopped; now = System.nanoTime() - start) {
            tally.bytes(cache.bytes());
            if (now >= nextProgress) {
                told.accept("%3d s  %,13d reads  wrong %d, failed %d".formatted(TimeUnit.NANOSECONDS.toSeconds(now),
                        tally.reads(), tally.wrong(), tally.failed()));
                nextProgress += PROGRESS_EVERY_NANOS;
            }
            sleep(Math.min(LOOK_EVERY_NANOS, end - now));
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
