// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.reload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.demo.ProgressListener;
import dev.stillpoint.demo.geo.GeoRelease;
import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.SchedulerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A publisher that is behind: releases arrive faster than it loads them. */
class PublisherTest {

    private static final int RELOADS = 20;

    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void aReaderThatMustComeHomeDoesNotWaitForAllReloads(@TempDir Path directory) throws Exception {
        GeoRelease release = country(directory);
        RunStatistics statistics = new RunStatistics();
        Oracles oracles = Oracles.open(List.of(release));
        VersionLoader loader = new VersionLoader(oracles, statistics.census());
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch mayLeave = new CountDownLatch(1);
        AtomicLong reloadsBefore = new AtomicLong();
        try (Reclaimer reclaimer = Reclaimer.create();
                QsbrReference<GeoVersion> current =
                        QsbrReference.of(reclaimer, loader.load(release));
                CarrierScheduler scheduler = CarrierScheduler.create(SchedulerConfig.defaults().withCarriers(1))) {
            Thread reader = scheduler.start(() -> ScopedQsbr.run(() -> {
                inside.countDown();
                await(mayLeave);
                reloadsBefore.set(statistics.reloads());
            }));
            inside.await();
            Publisher publisher = new Publisher(current, loader, statistics);
            publisher.publish(release);
            scheduler.start(publisher);
            while (statistics.reloads() < RELOADS) {
                publisher.publish(release); // the mailbox is never empty for long
                Thread.yield();
                if (statistics.reloads() > 0) {
                    mayLeave.countDown();
                }
            }
            publisher.stop();
            reader.join();
        } finally {
            oracles.close();
        }
        assertThat(reloadsBefore.get()).isLessThan(RELOADS);
    }

    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void aPublisherThatIsBehindLoadsTheNewestReleaseOnly(@TempDir Path directory) throws Exception {
        GeoRelease release = country(directory);
        RunStatistics statistics = new RunStatistics();
        try (Oracles oracles = Oracles.open(List.of(release));
                Reclaimer reclaimer = Reclaimer.create()) {
            VersionLoader loader = new VersionLoader(oracles, statistics.census());
            try (QsbrReference<GeoVersion> current = QsbrReference.of(reclaimer, loader.load(release));
                    CarrierScheduler scheduler = CarrierScheduler.create(SchedulerConfig.defaults().withCarriers(1))) {
                Publisher publisher = new Publisher(current, loader, statistics);
                for (int i = 0; i < 50; i++) {
                    publisher.publish(release);
                }
                scheduler.start(publisher);
                while (statistics.reloads() == 0) {
                    Thread.sleep(1);
                }
                publisher.publish(release);
                publisher.stop();
                publisher.publish(release);
            }
        }
        assertThat(statistics.reloads()).isBetween(1L, 2L);
        assertThat(statistics.reloads() + statistics.skippedReloads()).isEqualTo(51);
        assertThat(statistics.census().alive()).isZero();
    }

    /** The Country database of a release: small enough to compile in every test. */
    private static GeoRelease country(Path directory) throws IOException {
        Path database = Path.of("target", "geolite2", "20180303", "GeoLite2-Country.mmdb");
        GeoRelease release = new GeoRelease(20180303, database, directory.resolve("country.geotable"));
        release.compile(ProgressListener.NONE);
        return release;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
