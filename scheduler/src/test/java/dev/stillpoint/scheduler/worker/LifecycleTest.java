// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LifecycleTest {
    private static final ThreadCounter OUTSIDE = null;

    private final Lifecycle lifecycle = new Lifecycle();
    private final ThreadCounter inside = lifecycle.newCounter();

    @Test
    void whileItIsOpenAnybodyMayStart() {
        assertThat(lifecycle.starting(inside)).isTrue();
        assertThat(lifecycle.starting(OUTSIDE)).isTrue();
        assertThat(lifecycle.live()).isEqualTo(2);
    }

    @Test
    void afterShutdownOnlyOwnThreadsMayStart() {
        lifecycle.starting(OUTSIDE);
        lifecycle.shutdown();

        assertThat(lifecycle.starting(OUTSIDE)).isFalse();
        assertThat(lifecycle.starting(inside)).isTrue();
        assertThat(lifecycle.live()).isEqualTo(2);
    }

    @Test
    void afterHaltNobodyMayStart() {
        lifecycle.starting(OUTSIDE);
        lifecycle.halt();

        assertThat(lifecycle.starting(inside)).isFalse();
        assertThat(lifecycle.live()).isEqualTo(1);
    }

    @Test
    void shutdownAfterHaltOpensNothing() {
        lifecycle.starting(OUTSIDE);
        lifecycle.halt();
        lifecycle.shutdown();

        assertThat(lifecycle.starting(inside)).isFalse();
    }

    @Test
    void isOverWhenTheLastThreadHasEnded() {
        lifecycle.starting(OUTSIDE);
        lifecycle.shutdown();
        assertThat(lifecycle.isTerminated()).isFalse();
        lifecycle.ended(inside);

        assertThat(lifecycle.isTerminated()).isTrue();
    }

    @Test
    void isOverAtOnceWhenNobodyLives() {
        lifecycle.starting(OUTSIDE);
        lifecycle.ended(OUTSIDE);
        assertThat(lifecycle.isTerminated()).isFalse();
        lifecycle.shutdown();

        assertThat(lifecycle.isTerminated()).isTrue();
    }

    @Test
    void threadStartedOnOneCarrierMayEndOnAnother() {
        ThreadCounter other = lifecycle.newCounter();
        lifecycle.starting(inside);
        lifecycle.ended(other);

        assertThat(lifecycle.live()).isZero();
        assertThat(lifecycle.started()).isEqualTo(1);
    }

    @Test
    void carrierThatHasNothingToDoNoticesAnEndThatNobodyNoticed() {
        lifecycle.starting(OUTSIDE);
        lifecycle.shutdown();
        // As if the carrier had counted before it could see that the phase was set.
        inside.end();
        assertThat(lifecycle.isTerminated()).isFalse();
        lifecycle.idle();

        assertThat(lifecycle.isTerminated()).isTrue();
    }

    @Test
    void counterOfACarrierThatIsGoneServesTheNextOne() {
        lifecycle.starting(inside);
        lifecycle.vacate(inside);

        assertThat(lifecycle.newCounter()).isSameAs(inside);
        assertThat(lifecycle.newCounter()).isNotSameAs(inside);
        assertThat(lifecycle.live()).isEqualTo(1);
    }
}
