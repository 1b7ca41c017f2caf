// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.garbage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.stress.garbage.BoundedGarbage.Outcome;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
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
    void theChartReadsWhatIsPrinted() {
        assertThat(GarbageChart.read(List.of("second  waits MB", "     1      18.8     8.8", "PASS: 7 replaced",
                "    12       1.5     0.0"))).containsExactly(18.8, 1.5);
    }
}
