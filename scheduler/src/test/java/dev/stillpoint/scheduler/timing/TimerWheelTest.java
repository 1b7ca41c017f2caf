// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.timing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The wheel against a set that is looked through, on made-up time. */
class TimerWheelTest {

    private static final TimerThread THREAD = TimerThread.start("wheel-test", e -> {
    });

    private final TimerWheel wheel = new TimerWheel();

    @Test
    void emptyWheelHasNothingToComeBackFor() {
        assertThat(wheel.advance(5, due -> {
            throw new AssertionError();
        })).isEqualTo(TimerWheel.NONE);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 65_535, 65_536, 4_194_303, 4_194_304, 1_000_000_000L, 3_600_000_000_000L,
            Long.MAX_VALUE - 1})
    void loneTimerIsDueAtItsDeadlineAndNotBefore(long deadline) {
        Timer timer = timer(deadline);
        wheel.add(timer);
        if (deadline > 0) {
            assertThat(fired(deadline / 3)).isEmpty();
            assertThat(wheel.advance(deadline - 1, due -> {
            })).as("when to come back").isEqualTo(deadline);
        }
        assertThat(fired(deadline)).containsExactly(timer);
        assertThat(wheel.size()).isZero();
    }

    @Test
    void lateTimerIsDueAtOnce() {
        fired(TimeUnit.SECONDS.toNanos(10));
        Timer late = timer(17);
        wheel.add(late);

        assertThat(fired(TimeUnit.SECONDS.toNanos(10))).containsExactly(late);
    }

    @Test
    void removingTwiceOrAfterFiringDoesNothing() {
        Timer one = timer(100);
        Timer two = timer(100);
        wheel.add(one);
        wheel.add(two);
        wheel.remove(one);
        wheel.remove(one);
        assertThat(fired(100)).containsExactly(two);
        wheel.remove(two);
        assertThat(wheel.size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void doesWhatASetDoes(long seed) {
        Random random = new Random(seed);
        Set<Timer> expected = new HashSet<>();
        List<Timer> all = new ArrayList<>();
        long now = 0;
        for (int step = 0; step < 20_000; step++) {
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    Timer timer = timer(Math.max(0, now + distance(random) - 1000));
                    wheel.add(timer);
                    expected.add(timer);
                    all.add(timer);
                }
                case 2 -> {
                    if (!all.isEmpty()) {
                        Timer removed = all.get(random.nextInt(all.size()));
                        wheel.remove(removed);
                        expected.remove(removed);
                    }
                }
                default -> {
                    now += distance(random) / 4;
                    assertAdvances(expected, now);
                }
            }
        }
        assertThat(wheel.size()).isEqualTo(expected.size());
    }

    private void assertAdvances(Set<Timer> expected, long now) {
        List<Timer> due = new ArrayList<>();
        long back = wheel.advance(now, due::add);
        assertThat(due).containsExactlyInAnyOrderElementsOf(
                expected.stream().filter(timer -> timer.deadline <= now).toList());
        due.forEach(expected::remove);
        long earliest = expected.stream().mapToLong(timer -> timer.deadline).min().orElse(TimerWheel.NONE);
        assertThat(back).as("come back").isGreaterThan(now).isLessThanOrEqualTo(earliest);
    }

    /** Of every size, from nanoseconds to half an hour. */
    private static long distance(Random random) {
        return random.nextLong(1L << (1 + random.nextInt(41)));
    }

    private List<Timer> fired(long now) {
        List<Timer> due = new ArrayList<>();
        wheel.advance(now, due::add);
        return due;
    }

    private static Timer timer(long deadline) {
        return new Timer(THREAD, deadline, () -> {
        });
    }
}
