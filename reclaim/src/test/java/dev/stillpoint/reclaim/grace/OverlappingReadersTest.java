// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.reclaim.support.Await;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** One harness, the right rule and its broken twins: the harness tells them apart. */
class OverlappingReadersTest {

    private static final int READERS = 200;
    private static final Duration WINDOW = Duration.ofSeconds(2);

    @Test
    void gracePeriodsKeepEndingWhileReadersParkInOverlappingSections() throws InterruptedException {
        try (OverlappingReaders readers = new OverlappingReaders(Periods.ofTheLibrary(), READERS)) {
            Await.until("100 grace periods end and 5000 reads",
                    () -> readers.ended() >= 100 && readers.reads() >= 5_000);

            assertThat(readers.poisonedReads()).isZero();
        }
    }

    @Test
    void withOnePlainCounterPerCarrierNoGracePeriodEverEnds() throws InterruptedException {
        try (OverlappingReaders readers = new OverlappingReaders(frozen(BrokenRules.ONE_PLAIN_COUNTER), READERS)) {
            Await.never("a grace period ends", WINDOW, () -> readers.ended() != 0);
            Await.until("5000 reads", () -> readers.reads() > 5_000);

            assertThat(readers.ended()).isZero();
        }
    }

    @Test
    void twoReadersAreEnoughToStarveOnePlainCounterButNotTheStamps() throws InterruptedException {
        try (OverlappingReaders readers = new OverlappingReaders(frozen(BrokenRules.ONE_PLAIN_COUNTER), 2)) {
            Await.never("a grace period ends", Duration.ofMillis(500), () -> readers.ended() != 0);
        }
        try (OverlappingReaders readers = new OverlappingReaders(Periods.ofTheLibrary(), 2)) {
            Await.until("100 grace periods end", () -> readers.ended() >= 100);
        }
    }

    @Test
    void aRuleThatIgnoresParkedReadersLetsThemReadFreedMemory() throws InterruptedException {
        try (OverlappingReaders readers = new OverlappingReaders(frozen(BrokenRules.IGNORES_PARKED_READERS), READERS)) {
            Await.until("a reader finds poison", () -> readers.poisonedReads() != 0);

            assertThat(readers.ended()).isPositive();
        }
    }

    /** The frozen copy is not to blame for what its wrong rules do. */
    @Test
    void aFrozenCopyWithTheRightRuleDoesAsWell() throws InterruptedException {
        try (OverlappingReaders readers = new OverlappingReaders(frozen(QuiescenceRule.NO_OLDER_READER), READERS)) {
            Await.until("100 grace periods end and 5000 reads",
                    () -> readers.ended() >= 100 && readers.reads() >= 5_000);

            assertThat(readers.poisonedReads()).isZero();
        }
    }

    private static Periods frozen(QuiescenceRule rule) {
        return new FrozenGracePeriods(rule);
    }
}
