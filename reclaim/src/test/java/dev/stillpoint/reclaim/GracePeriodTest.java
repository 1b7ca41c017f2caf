// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.Background;
import dev.stillpoint.reclaim.support.OpenReader;
import dev.stillpoint.reclaim.support.ThreadKind;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Grace periods that are asked for, polled, awaited and chained, without any reclaimer. */
class GracePeriodTest {

    @ParameterizedTest
    @EnumSource
    void itElapsesWhenTheReadersThatWereInsideHaveLeft(ThreadKind kind) throws InterruptedException {
        try (OpenReader reader = OpenReader.on(kind)) {
            GracePeriod period = GracePeriod.start();
            Await.never("it elapses under a reader", period::hasElapsed);
            reader.leave();
            Await.until("it elapses", period::hasElapsed);
            assertThat(period.hasElapsed()).as("for ever").isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void itMayBeAskedForInsideASectionAndElapsesAfterIt(ThreadKind kind) throws InterruptedException {
        kind.run(() -> {
            GracePeriod period = ScopedQsbr.<GracePeriod, RuntimeException>read(() -> {
                GracePeriod asked = GracePeriod.start();
                Await.never("it elapses under the section that asked", asked::hasElapsed);
                return asked;
            });
            Await.until("it elapses", period::hasElapsed);
        });
    }

    @Test
    void oneThatIsAskedForWhileAnotherIsPendingIsTheOneAfterIt() throws InterruptedException {
        try (OpenReader first = OpenReader.on(ThreadKind.PLATFORM)) {
            GracePeriod pending = GracePeriod.start();
            Await.until("the second is a later one", () -> GracePeriod.start().number() > pending.number());
            try (OpenReader second = OpenReader.on(ThreadKind.PLATFORM)) {
                GracePeriod later = GracePeriod.start();
                first.leave();
                Await.until("the first elapses", pending::hasElapsed);
                Await.never("the later one elapses under the second reader", later::hasElapsed);
                second.leave();
                Await.until("the later one elapses", later::hasElapsed);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void awaitSaysWhetherItHasElapsedInTime(ThreadKind kind) throws InterruptedException {
        try (OpenReader reader = OpenReader.on(ThreadKind.PLATFORM)) {
            GracePeriod period = GracePeriod.start();
            kind.run(() -> {
                assertThat(period.await(Duration.ZERO)).isFalse();
                assertThat(period.await(Duration.ofMillis(20))).isFalse();
            });
            Background waiter = kind.start(() -> assertThat(period.await(ReclaimerConfig.NEVER)).isTrue());
            reader.leave();
            waiter.join();
            assertThat(period.await(Duration.ZERO)).isTrue();
        }
    }

    @Test
    void aStageCompletesWhenTheReadersHaveLeft() throws InterruptedException {
        try (OpenReader reader = OpenReader.on(ThreadKind.CARRIER)) {
            CompletableFuture<Void> elapsed = GracePeriod.start().whenElapsed().toCompletableFuture();
            Await.never("it completes under a reader", elapsed::isDone);
            reader.leave();
            elapsed.join();
        }
    }

    @Test
    void badTimesAndWaitsInsideASectionAreRefused() {
        GracePeriod period = GracePeriod.start();
        assertThatThrownBy(() -> period.await(Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must not be negative");
        assertThatThrownBy(() -> period.await(null)).isInstanceOf(NullPointerException.class);
        ScopedQsbr.run(() -> assertThatThrownBy(() -> period.await(Duration.ofSeconds(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("await() inside a read section would wait for that section; leave the section first."));
    }

    @Test
    void itOutlivesEveryReclaimer() throws InterruptedException {
        Reclaimer reclaimer = Reclaimer.create();
        GracePeriod before = GracePeriod.start();
        reclaimer.close();
        GracePeriod after = GracePeriod.start();
        assertThat(before.await(ReclaimerConfig.NEVER)).isTrue();
        assertThat(after.await(ReclaimerConfig.NEVER)).isTrue();
    }

    @Test
    void itMayBeAwaitedWhileSomethingIsFreed() throws InterruptedException {
        CompletableFuture<Boolean> elapsed = new CompletableFuture<>();
        try (Reclaimer reclaimer = Reclaimer.create()) {
            reclaimer.retire(() -> {
                try {
                    elapsed.complete(GracePeriod.start().await(Duration.ofSeconds(60)));
                } catch (InterruptedException e) {
                    elapsed.completeExceptionally(e);
                }
            }, 1);
            reclaimer.barrier();
        }
        assertThat(elapsed.join()).isTrue();
    }

    @Test
    void thoseWhoAskTogetherMayGetTheSameOne() throws InterruptedException {
        try (OpenReader reader = OpenReader.on(ThreadKind.PLATFORM)) {
            GracePeriod pending = GracePeriod.start();
            Await.until("it starts", () -> !GracePeriod.start().equals(pending));
            GracePeriod next = GracePeriod.start();
            assertThat(GracePeriod.start()).isEqualTo(next).hasSameHashCodeAs(next).isNotEqualTo(pending)
                    .hasToString("grace period %d, not elapsed".formatted(next.number()));
            reader.leave();
            assertThat(next.await(ReclaimerConfig.NEVER)).isTrue();
            assertThat(next).hasToString("grace period %d, elapsed".formatted(next.number()));
        }
    }

    @Test
    void itsFiguresAreThoseOfTheProcess() throws InterruptedException {
        GracePeriodStatistics before = GracePeriod.statistics();
        try (OpenReader reader = OpenReader.on(ThreadKind.PLATFORM)) {
            assertThat(GracePeriod.statistics().visitors()).isPositive();
            GracePeriod period = GracePeriod.start();
            Await.until("it is pending", () -> GracePeriod.statistics().pendingFor().toMillis() >= 20);
            reader.leave();
            Await.until("it elapses", period::hasElapsed);
        }
        GracePeriodStatistics after = GracePeriod.statistics();

        assertThat(after.ended()).isGreaterThan(before.ended());
        assertThat(after.totalTime()).as("it was pending for 20 ms")
                .isGreaterThanOrEqualTo(before.totalTime().plusMillis(20));
        assertThat(after.forcedStops()).isGreaterThanOrEqualTo(before.forcedStops());
    }
}
