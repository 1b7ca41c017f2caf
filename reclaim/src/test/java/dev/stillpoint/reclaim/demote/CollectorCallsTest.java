// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.demote;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A collection is asked for when the bytes justify it, and less and less often where it brings nothing. */
class CollectorCallsTest {

    private static final long LIMIT = 1_000;
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private long now = Long.MAX_VALUE - 5 * MILLI;
    private long cost = 50 * MILLI;
    private final CollectorCalls calls = new CollectorCalls(() -> now += cost, () -> now, LIMIT);

    private void look(long held, long found) {
        calls.look(held, found);
    }

    private void pass(long millis) {
        now += millis * MILLI;
    }

    @Test
    void fewBytesAreNotWorthIt() {
        look(LIMIT - 1, 0);
        pass(1_000_000);
        look(LIMIT - 1, 0);
        assertThat(calls.calls()).isZero();
        look(LIMIT, 0);
        assertThat(calls.calls()).isEqualTo(1);
    }

    @Test
    void afterACollectionThereIsNoneForFourTimesAsLongAsItTook() {
        look(LIMIT, 0);
        pass(60);
        look(0, LIMIT);
        look(LIMIT, LIMIT);
        pass(139);
        look(LIMIT, LIMIT);
        assertThat(calls.calls()).isEqualTo(1);
        pass(1);
        look(LIMIT, LIMIT);
        assertThat(calls.calls()).isEqualTo(2);
    }

    @Test
    void theMoreHasComeTheSoonerIsTheNext() {
        cost = 100 * MILLI;
        look(LIMIT, 0);
        pass(60);
        look(0, LIMIT);
        pass(40);
        look(2 * LIMIT - 1, LIMIT);
        assertThat(calls.calls()).isEqualTo(1);
        look(2 * LIMIT, LIMIT);
        assertThat(calls.calls()).isEqualTo(2);
    }

    @Test
    void whatReadersKeepDoesNotJustifyAnother() {
        look(6 * LIMIT, 0);
        pass(60);
        look(4 * LIMIT, 2 * LIMIT);
        pass(50_000);
        look(5 * LIMIT - 1, 2 * LIMIT);
        assertThat(calls.calls()).isEqualTo(1);
        look(5 * LIMIT, 2 * LIMIT);
        assertThat(calls.calls()).isEqualTo(2);
    }

    @Test
    void whatReadersKeepIsLookedAtOnceAMinute() {
        look(6 * LIMIT, 0);
        pass(60);
        look(6 * LIMIT, 0);
        pass(59_939);
        look(6 * LIMIT, 0);
        assertThat(calls.calls()).isEqualTo(1);
        pass(1);
        look(6 * LIMIT, 0);
        assertThat(calls.calls()).isEqualTo(2);
    }

    @Test
    void whatComesDuringACollectionIsNotTakenForWhatItLeft() {
        look(5 * LIMIT, 0);
        pass(60);
        // All five were found, and five others have come: whoever takes those for left never asks again.
        pass(150);
        look(5 * LIMIT, 5 * LIMIT);
        assertThat(calls.calls()).isEqualTo(2);
    }

    @Test
    void whatTheReadersHaveLetGoCountsNoMore() {
        look(6 * LIMIT, 0);
        pass(60);
        look(4 * LIMIT, 2 * LIMIT);
        pass(50_000);
        look(0, 2 * LIMIT);
        look(LIMIT, 2 * LIMIT);
        assertThat(calls.calls()).isEqualTo(2);
    }

    @Test
    void collectionsThatBringNothingBecomeRare() {
        long held = LIMIT;
        for (int second = 0; second < 600; second++) {
            for (int i = 0; i < 10; i++) {
                look(held, 0);
                held += LIMIT;
                pass(100);
            }
        }
        // One a minute, after some at doubling pauses.
        assertThat(calls.calls()).isBetween(10L, 22L);
    }

    @Test
    void oneThatBringsSomethingEndsTheBackOff() {
        long held = LIMIT;
        for (int i = 0; i < 600; i++) {
            look(held, 0);
            held += LIMIT;
            pass(100);
        }
        long before = calls.calls();
        pass(60_000);
        look(held, 0);
        assertThat(calls.calls()).isEqualTo(before + 1);
        pass(60);
        look(0, held);
        pass(200);
        look(LIMIT, held);
        assertThat(calls.calls()).isEqualTo(before + 2);
    }
}
