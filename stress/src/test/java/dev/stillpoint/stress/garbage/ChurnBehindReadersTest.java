// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.garbage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.stress.garbage.ChurnBehindReaders.Outcome;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A map that changes all the time, behind readers that do not leave, for some seconds. */
class ChurnBehindReadersTest {

    private static final long LIMIT = 2_000_000;
    private static final Duration SHORT = Duration.ofSeconds(3);

    private static Outcome run(long limit) throws InterruptedException {
        return ChurnBehindReaders.run(limit, SHORT, new PrintStream(OutputStream.nullOutputStream()));
    }

    @Test
    void theLimitHoldsAndNoReaderLosesItsValue() throws InterruptedException {
        Outcome outcome = run(LIMIT);
        assertThat(outcome.wrong()).as(outcome.toString()).isZero();
        assertThat(outcome.leftBytes()).as(outcome.toString()).isZero();
        assertThat(outcome.replaced()).as(outcome.toString()).isPositive();
        assertThat(outcome.refused()).as(outcome.toString()).isPositive();
        assertThat(outcome.peakBytes()).as(outcome.toString()).isLessThan(2 * LIMIT);
    }

    @Test
    void withoutALimitEverythingWaits() throws InterruptedException {
        Outcome outcome = run(Long.MAX_VALUE);
        assertThat(outcome.wrong()).as(outcome.toString()).isZero();
        assertThat(outcome.leftBytes()).as(outcome.toString()).isZero();
        assertThat(outcome.refused()).isZero();
        assertThat(outcome.peakBytes()).as(outcome.toString()).isGreaterThan(2 * LIMIT);
    }
}
