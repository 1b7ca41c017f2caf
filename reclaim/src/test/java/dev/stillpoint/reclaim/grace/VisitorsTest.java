// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.reclaim.support.Background;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The two-phase counters: a drain, polled by the test, ends exactly when those who were inside have left. */
class VisitorsTest {

    private final Visitors visitors = new Visitors(4);

    private static VisitorDrain drain(Visitors visitors) {
        return new VisitorDrain(visitors, new VisitorRegistry(visitors), 1);
    }

    @Test
    void aDrainOfNobodyIsFinishedAtOnce() {
        assertThat(drain(visitors).isFinished()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8})
    void aDrainWaitsForEveryVisitorThatWasInside(int stripes) {
        Visitors few = new Visitors(stripes);
        List<Integer> tickets = new ArrayList<>();
        for (long thread = 0; thread < 20; thread++) {
            tickets.add(few.enter(thread));
        }
        VisitorDrain drain = drain(few);

        for (int ticket : tickets) {
            assertThat(drain.isFinished()).isFalse();
            few.exit(ticket);
        }

        assertThat(drain.isFinished()).isTrue();
    }

    @Test
    void aFinishedDrainStaysFinishedWhoeverEntersLater() {
        VisitorDrain drain = drain(visitors);
        assertThat(drain.isFinished()).isTrue();

        visitors.enter(1);

        assertThat(drain.isFinished()).isTrue();
    }

    @Test
    void whoEntersAfterTheFlipIsNotWaitedFor() {
        int older = visitors.enter(1);
        VisitorDrain drain = drain(visitors);
        assertThat(drain.isFinished()).isFalse();

        visitors.enter(2);
        visitors.exit(older);

        assertThat(drain.isFinished()).isTrue();
    }

    @Test
    void whoLeftAgainIsNotWaitedFor() {
        visitors.exit(visitors.enter(1));
        visitors.exit(visitors.enter(2));

        assertThat(drain(visitors).isFinished()).isTrue();
    }

    @Test
    void aTicketMayBeGivenBackByAnotherThread() throws InterruptedException {
        int ticket = visitors.enter(1);
        VisitorDrain drain = drain(visitors);
        assertThat(drain.isFinished()).isFalse();

        Background.platform("leaver", () -> visitors.exit(ticket)).join();

        assertThat(drain.isFinished()).isTrue();
    }

    @Test
    void exitsOfOneStripeDoNotPassForThoseOfAnother() {
        int first = visitors.enter(0);
        int second = visitors.enter(1);
        assertThat(first).isNotEqualTo(second);
        VisitorDrain drain = drain(visitors);

        visitors.exit(second);
        assertThat(drain.isFinished()).isFalse();
        visitors.exit(first);

        assertThat(drain.isFinished()).isTrue();
    }

    /** A reader that read the phase, was held up there, and entered only after a drain had flipped. */
    @Test
    void aLatecomerInThePhaseThatIsNotCurrentIsWaitedFor() {
        int latecomer = visitors.enter(1);
        visitors.flip();
        VisitorDrain drain = drain(visitors);

        assertThat(drain.isFinished()).isFalse();
        assertThat(drain.isFinished()).isFalse();
        visitors.exit(latecomer);

        assertThat(drain.isFinished()).isTrue();
    }

    @Test
    void aLatecomerAndAVisitorOfTheCurrentPhaseAreBothWaitedFor() {
        int latecomer = visitors.enter(1);
        visitors.flip();
        int current = visitors.enter(1);
        VisitorDrain drain = drain(visitors);

        visitors.exit(latecomer);
        assertThat(drain.isFinished()).isFalse();
        visitors.exit(current);

        assertThat(drain.isFinished()).isTrue();
    }

    @Test
    void aStreamOfVisitorsThatNeverBreaksDoesNotKeepADrainFromFinishing() {
        int inside = visitors.enter(0);
        for (int drains = 0; drains < 10; drains++) {
            VisitorDrain drain = drain(visitors);
            int rounds = 0;
            while (!drain.isFinished()) {
                int next = visitors.enter(rounds);
                visitors.exit(inside);
                inside = next;
                assertThat(++rounds).as("rounds of a drain beside a stream of visitors").isLessThan(5);
            }
        }
    }

    @Test
    void drainsInARowEachWaitForThoseInsideAtTheirStart() {
        for (int i = 0; i < 6; i++) {
            int ticket = visitors.enter(i);
            VisitorDrain drain = drain(visitors);
            assertThat(drain.isFinished()).isFalse();
            visitors.exit(ticket);
            assertThat(drain.isFinished()).isTrue();
        }
    }

    @Test
    void anyThreadIdIsAFineSpread() {
        for (long spread : new long[] {0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 32, 0xFFFF_FFFF_0000_0000L}) {
            int ticket = visitors.enter(spread);
            assertThat(drain(visitors).isFinished()).isFalse();
            visitors.exit(ticket);
            assertThat(drain(visitors).isFinished()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, -8, 3, 6, 100, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void stripesThatAreNoPowerOfTwoAreRefused(int stripes) {
        assertThatThrownBy(() -> new Visitors(stripes)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("stripes must be a power of two, not " + stripes);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 64})
    void stripesThatAreAPowerOfTwoAreTaken(int stripes) {
        assertThatCode(() -> new Visitors(stripes)).doesNotThrowAnyException();
    }
}
