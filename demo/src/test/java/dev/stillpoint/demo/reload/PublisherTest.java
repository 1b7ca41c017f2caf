// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.reload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.demo.geo.GeoRelease;
import dev.stillpoint.demo.geo.GeoReleases;
import dev.stillpoint.demo.geo.ProgressListener;
import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.SchedulerConfig;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A publisher that is behind: releases arrive faster than it loads them. */
class PublisherTest {

    private static final Path DATA = Path.of("target", "geolite2");
    private static final int WAITING = 20;

    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void aReaderThatMustComeHomeDoesNotWaitForAllReloads() throws Exception {
        GeoRelease release =
                GeoReleases.prepare(DATA, DATA.resolveSibling("geotables"), ProgressListener.NONE).getFirst();
        RunStatistics statistics = new RunStatistics();
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch mayLeave = new CountDownLatch(1);
        AtomicLong reloadsBefore = new AtomicLong();
        try (Reclaimer reclaimer = Reclaimer.create();
                QsbrReference<GeoVersion> current =
                        QsbrReference.of(reclaimer, GeoVersion.load(release, statistics.census()));
                CarrierScheduler scheduler = CarrierScheduler.create(SchedulerConfig.defaults().withCarriers(1))) {
            Thread reader = scheduler.start(() -> ScopedQsbr.run(() -> {
                inside.countDown();
                await(mayLeave);
                reloadsBefore.set(statistics.reloads());
            }));
            inside.await();
            Publisher publisher = new Publisher(current, statistics);
            for (int i = 0; i < WAITING; i++) {
                publisher.publish(release);
            }
            publisher.stop();
            scheduler.start(publisher);
            while (statistics.reloads() == 0) {
                Thread.sleep(1);
            }
            mayLeave.countDown();
            reader.join();
        }
        assertThat(reloadsBefore.get()).isLessThan(WAITING);
        assertThat(statistics.reloads()).isEqualTo(WAITING);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
