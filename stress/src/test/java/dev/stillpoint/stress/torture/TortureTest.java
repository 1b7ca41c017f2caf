// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the program exits with. The build also runs all of it, after the tests. */
class TortureTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private int run(String... arguments) {
        return Torture.run(List.of(arguments), new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aWrongCommandLineIsRefused() {
        assertThat(run("--seconds", "soon")).isEqualTo(2);
        assertThat(printed()).contains("--seconds must be").contains("--help");
    }

    @Test
    void helpPrintsTheUsage() {
        assertThat(run("--help")).isZero();
        assertThat(printed()).isEqualTo(Options.USAGE);
    }

    @Test
    void aTwinThatFreesTooEarlyFails() {
        assertThat(run("--flaw", "ignores-parked", "--seed", "1")).isEqualTo(1);
        assertThat(printed()).contains("torture: FAIL: ", " saw element ");
    }

    @Test
    void aTwinThatForgetsWhatWasRetiredFails() {
        assertThat(run("--flaw", "orphans-bags", "--seed", "1")).isEqualTo(1);
        assertThat(printed()).containsPattern("torture: FAIL: of \\d+ replaced elements only \\d+ are freed");
    }

    @Test
    void aMapThatFreesTooEarlyFails() {
        assertThat(run("--flaw", "frees-nodes-at-once", "--seed", "1")).isEqualTo(1);
        assertThat(printed()).contains("torture: FAIL: ", " saw a value of key ", ", whose memory is freed");
    }

    @Test
    void aMapThatMissesWhatIsThereFails() {
        assertThat(run("--flaw", "trusts-buckets", "--seed", "1")).isEqualTo(1);
        assertThat(printed()).containsPattern("torture: FAIL: .* saw (that|a value of) key \\d+");
    }

    @Test
    void aListOfThreadsThatCanBeLockedForEverIsRefused() {
        assertThat(run("--stack-ends")).isEqualTo(2);
        assertThat(run("--flaw", "open-at-stack-end")).isEqualTo(2);
        assertThat(printed()).contains("-Djdk.trackAllThreads=false");
    }

    @Test
    void aLargeHeapIsNotFilled() {
        assertThat(run("--full-heap")).isEqualTo(2);
        assertThat(run("--flaw", "ends-by-errors")).isEqualTo(2);
        assertThat(printed()).contains("-Xmx64m -XX:+UseSerialGC");
    }

    @Test
    void withoutProofTheRealThingDoesNotPass() {
        assertThat(run("--no-proof", "--seconds", "1", "--only", "parks,yields,visitors")).isEqualTo(4);
        assertThat(printed()).contains("torture: INCONCLUSIVE: the detector is not proven", "knobs: ");
    }
}
