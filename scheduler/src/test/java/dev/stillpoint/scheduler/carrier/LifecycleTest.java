package dev.stillpoint.scheduler.carrier;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LifecycleTest {
    private static final boolean INSIDE = true;
    private static final boolean OUTSIDE = false;

    private final Lifecycle lifecycle = new Lifecycle();

    @Test
    void whileItIsOpenAnybodyMayStart() {
        assertThat(lifecycle.starting(INSIDE)).isTrue();
        assertThat(lifecycle.starting(OUTSIDE)).isTrue();
        assertThat(lifecycle.live()).isEqualTo(2);
    }

    @Test
    void afterShutdownOnlyOwnThreadsMayStart() {
        lifecycle.starting(OUTSIDE);
        lifecycle.shutdown();

        assertThat(lifecycle.starting(OUTSIDE)).isFalse();
        assertThat(lifecycle.starting(INSIDE)).isTrue();
        assertThat(lifecycle.live()).isEqualTo(2);
    }

    @Test
    void afterHaltNobodyMayStart() {
        lifecycle.starting(OUTSIDE);
        lifecycle.halt();

        assertThat(lifecycle.starting(INSIDE)).isFalse();
        assertThat(lifecycle.live()).isEqualTo(1);
    }

    @Test
    void shutdownAfterHaltOpensNothing() {
        lifecycle.starting(OUTSIDE);
        lifecycle.halt();
        lifecycle.shutdown();

        assertThat(lifecycle.starting(INSIDE)).isFalse();
    }

    @Test
    void isOverWhenTheLastThreadHasEnded() {
        lifecycle.starting(OUTSIDE);
        lifecycle.shutdown();
        assertThat(lifecycle.isOver()).isFalse();
        lifecycle.ended();

        assertThat(lifecycle.isOver()).isTrue();
    }

    @Test
    void isOverAtOnceWhenNobodyLives() {
        lifecycle.starting(OUTSIDE);
        lifecycle.ended();
        assertThat(lifecycle.isOver()).isFalse();
        lifecycle.shutdown();

        assertThat(lifecycle.isOver()).isTrue();
    }
}
