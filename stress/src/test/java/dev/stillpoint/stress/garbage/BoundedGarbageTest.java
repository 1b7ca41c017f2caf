// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.garbage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.stress.garbage.BoundedGarbage.Outcome;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The proof that bounded garbage is safe, for some seconds. Whether it keeps to the bar is for a machine that does
 * nothing else: docs/bounded-garbage.md.
 */
class BoundedGarbageTest {

    private static final Duration SHORT = Duration.ofSeconds(3);

    private static Outcome run(String subject) throws InterruptedException {
        return BoundedGarbage.run(subject, SHORT, new PrintStream(OutputStream.nullOutputStream()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "scopes"})
    void noReaderLosesItsVersionAndMuchIsFreedBehindThem(String subject) throws InterruptedException {
        Outcome outcome = run(subject);
        assertThat(outcome.isSafe()).as(outcome.toString()).isTrue();
        assertThat(outcome.peakBytes()).as(outcome.toString()).isLessThan(outcome.replaced() * 4096);
    }

    @Test
    void withoutDemotionEverythingWaits() throws InterruptedException {
        Outcome outcome = run("off");
        assertThat(outcome.isSafe()).as(outcome.toString()).isTrue();
        assertThat(outcome.peakBytes()).as(outcome.toString()).isGreaterThan(outcome.replaced() * 4096 * 9 / 10);
    }

    @Test
    void whoTracksSegmentsFreesUnderTheReadersOfSlices() throws InterruptedException {
        assertThat(run("segments").corrupted()).isPositive();
    }

    @Test
    void theChartShowsTheRecordedRuns() throws IOException {
        String drawn = GarbageChart.draw(Files.readString(Path.of("../docs/bounded-garbage.txt")));
        assertThat(drawn).contains("ZGC", "G1", "Serial", "Shenandoah", "no demotion");
        assertThat(Files.readString(Path.of("../docs/bounded-garbage.svg"))).isEqualTo(drawn);
    }
}
