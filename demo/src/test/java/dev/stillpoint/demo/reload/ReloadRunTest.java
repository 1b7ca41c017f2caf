// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.reload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.demo.geo.GeoRelease;
import dev.stillpoint.demo.geo.GeoReleases;
import dev.stillpoint.demo.geo.ProgressListener;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;

/** The whole demo, shortened, on the real releases. */
class ReloadRunTest {

    private static final Path DATA = Path.of("target", "geolite2");

    @Test
    void repliesAreNeverMixedNorWrongWhileTheDataIsReloaded() throws Exception {
        List<GeoRelease> releases = GeoReleases.prepare(DATA, DATA.resolveSibling("geotables"), ProgressListener.NONE);
        ReloadOptions options = new ReloadOptions(Duration.ofSeconds(3), 300, Duration.ofMillis(50),
                Duration.ofMillis(100), 2);
        List<String> progress = new ArrayList<>();
        Path recorded = DATA.resolveSibling("reload.jfr");
        RunStatistics statistics;
        try (Recording recording = new Recording()) {
            recording.enable("dev.stillpoint.GracePeriod");
            recording.enable("dev.stillpoint.Reclaim");
            recording.start();
            statistics = new ReloadRun(options, releases, progress::add).run();
            recording.dump(recorded);
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
