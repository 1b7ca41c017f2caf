// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.stillpoint.demo.ProgressListener;
import dev.stillpoint.demo.geo.GeoRelease;
import dev.stillpoint.demo.geo.GeoReleases;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole demo, shortened, on the real releases. */
class ReloadRunTest {

    private static final Path DATA = Path.of("target", "geolite2");

    @Test
    void repliesAreNeverMixedNorWrongWhileTheDataIsReloaded() throws Exception {
        List<GeoRelease> releases = GeoReleases.prepare(DATA, DATA.resolveSibling("geotables"), ProgressListener.NONE);
        List<String> progress = new ArrayList<>();
        Path recorded = DATA.resolveSibling("reload.jfr");
        RunStatistics statistics = record(Duration.ofSeconds(3), releases, progress, recorded);
        for (int seconds = 10; seconds < 100 && statistics.reloads() <= 5; seconds *= 3) {
            // The machine is busy with other things.
            statistics = record(Duration.ofSeconds(seconds), releases, progress, recorded);
        }
        assertThat(statistics.violations()).as("first failure: %s", statistics.firstFailure()).isZero();
        assertThat(statistics.requests()).isGreaterThan(100);
        assertThat(statistics.reloads()).isGreaterThan(5);
        assertThat(statistics.failedReloads()).isZero();
        assertThat(statistics.finalUnreclaimedBytes()).isZero();
        assertThat(statistics.census().alive()).isZero();
        assertThat(progress).isNotEmpty();
        assertThat(new Summary(statistics).table()).contains("mixed-version replies").contains("grace period p99");
        assertThatTheRecordingShows(recorded, statistics.reloads());
    }

    private static RunStatistics record(Duration length, List<GeoRelease> releases, List<String> progress,
            Path recorded) throws Exception {
        ReloadOptions options = new ReloadOptions(length, 300, Duration.ofMillis(50), Duration.ofMillis(100), 2);
        try (Recording recording = new Recording()) {
            recording.enable("dev.stillpoint.GracePeriod");
            recording.enable("dev.stillpoint.Reclaim");
            recording.start();
            RunStatistics statistics = new ReloadRun(options, releases, progress::add).run();
            recording.dump(recorded);
            return statistics;
        }
    }

    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void aRunThatIsToldToStopEndsThoughItsClientsThinkForHours() throws Exception {
        List<GeoRelease> releases = GeoReleases.prepare(DATA, DATA.resolveSibling("geotables"), ProgressListener.NONE);
        ReloadOptions options =
                new ReloadOptions(Duration.ofHours(1), 300, Duration.ofHours(1), Duration.ofHours(1), 2);
        CountDownLatch serving = new CountDownLatch(2);
        ReloadRun run = new ReloadRun(options, releases, line -> serving.countDown());
        try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
            Future<RunStatistics> result = executor.submit(run::run);
            serving.await(); // it tells that it reads, and how it goes
            assertThat(run.stop()).as("something to tell of").isTrue();
            assertThat(result.get().violations()).isZero();
            assertThat(result.get().census().alive()).isZero();
        }
    }

    @Test
    void aTableOfAnotherDatabaseIsRefused(@TempDir Path directory) throws Exception {
        Path database = DATA.resolve("20180303/GeoLite2-Country.mmdb");
        Path otherDatabase = DATA.resolve("20180911/GeoLite2-Country.mmdb");
        Path table = directory.resolve("other.geotable");
        GeoRelease first = new GeoRelease(20180303, database, directory.resolve("first.geotable"));
        GeoRelease other = new GeoRelease(20180303, otherDatabase, table);
        first.compile(ProgressListener.NONE);
        other.compile(ProgressListener.NONE);
        VersionCensus census = new VersionCensus();
        try (Oracles oracles = Oracles.open(List.of(first))) {
            VersionLoader loader = new VersionLoader(oracles, census);
            loader.load(first).reclaim();
            assertThatIOException().isThrownBy(() -> loader.load(other)).withMessageStartingWith(table + ": ")
                    .withMessageContaining("another database").withMessageEndingWith("Start the demo again.");
        }
        assertThat(census.alive()).isZero();
    }

    /** Whoever records the demo sees each reload: a grace period and the version that was freed after it. */
    private static void assertThatTheRecordingShows(Path recorded, long reloads) throws IOException {
        List<RecordedEvent> events = RecordingFile.readAllEvents(recorded);
        assertThat(events).filteredOn(event -> event.getEventType().getName().equals("dev.stillpoint.GracePeriod"))
                .hasSizeGreaterThanOrEqualTo(1)
                .allSatisfy(event -> assertThat(event.getDuration("length")).isPositive());
        assertThat(events).filteredOn(event -> event.getEventType().getName().equals("dev.stillpoint.Reclaim"))
                .extracting(event -> event.getInt("objects")).satisfies(freed -> assertThat(
                        freed.stream().mapToLong(Integer::longValue).sum()).isGreaterThanOrEqualTo(reloads));
    }
}
