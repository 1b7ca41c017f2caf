package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.Background;
import dev.stillpoint.reclaim.support.Gate;
import dev.stillpoint.reclaim.support.OpenReader;
import dev.stillpoint.reclaim.support.ThreadKind;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The three ways to wait: for readers, for frees, and not at all. */
class ReclaimerWaitingTest {

    private final Reclaimer reclaimer = Reclaimer.create();

    @AfterEach
    void close() {
        reclaimer.close();
    }

    @ParameterizedTest
    @EnumSource
    void synchronizeWaitsForTheReadersThatWereInside(ThreadKind kind) throws InterruptedException {
        for (ThreadKind readerKind : ThreadKind.values()) {
            try (OpenReader reader = OpenReader.on(readerKind)) {
                Background waiter = kind.start(reclaimer::synchronize);
                Await.never("synchronize returns under a reader", waiter::isDone);
                reader.leave();
                waiter.join();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void barrierWaitsUntilEverythingRetiredBeforeIsFreed(ThreadKind kind) throws InterruptedException {
        AtomicInteger frees = new AtomicInteger();
        kind.run(() -> {
            for (int round = 1; round <= 20; round++) {
                for (int i = 0; i < 50; i++) {
                    reclaimer.retire(frees::incrementAndGet, 1);
                }
                reclaimer.barrier();
                assertThat(frees.get()).isEqualTo(round * 50);
            }
        });
    }

    @Test
    void behindABarrierTheStatisticsHaveEverything() throws InterruptedException {
        for (int round = 0; round < 5_000; round++) {
            reclaimer.retire(() -> {}, 1);
            reclaimer.barrier();
            ReclaimerStatistics statistics = reclaimer.statistics();
            assertThat(statistics.reclaimedObjects()).as("round %d", round).isEqualTo(statistics.retiredObjects());
        }
    }

    /** The listener stops the reclaimer's thread between the end of the grace period and the freeing. */
    @ParameterizedTest
    @EnumSource
    void synchronizeDoesNotWaitForFreesAndBarrierDoes(ThreadKind kind) throws InterruptedException {
        Version version = new Version("version");
        try (Gate free = new Gate(); Gate elapsed = new Gate()) {
            ReclaimerListener stopping = new ReclaimerListener() {

                @Override
                public void gracePeriodEnded(long number, long nanos) {
                    elapsed.open();
                    free.await();
                }
            };
            Reclaimer stopped = Reclaimer.create(ReclaimerConfig.defaults().withListener(stopping));
            stopped.retire(version);
            elapsed.await();
            Background barrier = kind.start(stopped::barrier);
            Await.until("it waits", () -> Await.isWaiting(barrier.thread()));
            kind.run(stopped::synchronize);

            assertThat(version.frees()).isZero();
            assertThat(barrier.isDone()).isFalse();
            free.open();
            barrier.join();
            assertThat(version.frees()).isEqualTo(1);
            stopped.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void awaitElapsedSaysWhetherTheGracePeriodHasEndedInTime(ThreadKind kind) throws InterruptedException {
        try (OpenReader reader = OpenReader.on(ThreadKind.PLATFORM)) {
            long cookie = reclaimer.startGracePeriod();
            kind.run(() -> {
                assertThat(reclaimer.awaitElapsed(cookie, Duration.ZERO)).isFalse();
                assertThat(reclaimer.awaitElapsed(cookie, Duration.ofMillis(20))).isFalse();
            });
            Background waiter = kind.start(
                    () -> assertThat(reclaimer.awaitElapsed(cookie, ReclaimerConfig.NEVER)).isTrue());
            reader.leave();
            waiter.join();
            assertThat(reclaimer.awaitElapsed(cookie, Duration.ZERO)).isTrue();
        }
    }

    @Test
    void aStageCompletesWhenTheReadersHaveLeft() throws InterruptedException {
        try (OpenReader reader = OpenReader.on(ThreadKind.CARRIER)) {
            CompletableFuture<Void> elapsed = reclaimer.whenElapsed(reclaimer.startGracePeriod())
                    .toCompletableFuture();
            Await.never("it completes under a reader", elapsed::isDone);
            reader.leave();
            elapsed.join();
        }
    }

    @Test
    void whatIsNoCookieOrNoTimeIsRefused() {
        long next = reclaimer.startGracePeriod() + 100_000;
        for (long bad : new long[] {Long.MIN_VALUE, -1, 0, next, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> reclaimer.awaitElapsed(bad, Duration.ZERO))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("is no cookie");
            assertThatThrownBy(() -> reclaimer.whenElapsed(bad)).isInstanceOf(IllegalArgumentException.class);
        }
        long cookie = reclaimer.startGracePeriod();
        assertThatThrownBy(() -> reclaimer.awaitElapsed(cookie, Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("must not be negative");
        assertThatThrownBy(() -> reclaimer.awaitElapsed(cookie, null)).isInstanceOf(NullPointerException.class);
        ScopedQsbr.run(() -> assertRefusedInside("awaitElapsed()",
                () -> reclaimer.awaitElapsed(cookie, Duration.ofSeconds(1))));
    }

    @ParameterizedTest
    @EnumSource
    void waitingInsideASectionIsRefusedInsteadOfWaitingForItself(ThreadKind kind) throws InterruptedException {
        kind.run(() -> {
            ScopedQsbr.run(() -> {
                assertRefusedInside("synchronize()", reclaimer::synchronize);
                assertRefusedInside("barrier()", reclaimer::barrier);
                assertRefusedInside("close()", reclaimer::close);
                ScopedQsbr.run(() -> assertRefusedInside("synchronize()", reclaimer::synchronize));
                assertRefusedInside("barrier()", reclaimer::barrier);
            });
            reclaimer.synchronize();
            reclaimer.barrier();
        });
        assertThat(reclaimer.statistics().retiredObjects()).as("the barrier outside, and nothing else").isEqualTo(1);
    }

    private interface Waiting {

        void await() throws InterruptedException;
    }

    private static void assertRefusedInside(String call, Waiting waiting) {
        assertThatThrownBy(waiting::await).isInstanceOf(IllegalStateException.class)
                .hasMessage(call + " inside a read section would wait for that section; leave the section first.");
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptEndsTheWaitAndHarmsNothing(ThreadKind kind) throws InterruptedException {
        Version version = new Version("version");
        try (OpenReader reader = OpenReader.on(ThreadKind.PLATFORM)) {
            reclaimer.retire(version);
            Background synchronize = kind.start(() -> assertThatThrownBy(reclaimer::synchronize)
                    .isInstanceOf(InterruptedException.class));
            Background barrier = kind.start(() -> assertThatThrownBy(reclaimer::barrier)
                    .isInstanceOf(InterruptedException.class));
            synchronize.thread().interrupt();
            barrier.thread().interrupt();
            synchronize.join();
            barrier.join();
            reader.leave();
        }
        reclaimer.barrier();
        assertThat(version.frees()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void aCookieElapsesWhenTheReadersThatWereInsideHaveLeft(ThreadKind kind) throws InterruptedException {
        try (OpenReader reader = OpenReader.on(kind)) {
            long cookie = reclaimer.startGracePeriod();
            Await.never("the cookie elapses under a reader", () -> reclaimer.isElapsed(cookie));
            reader.leave();
            Await.until("the cookie elapses", () -> reclaimer.isElapsed(cookie));
            assertThat(reclaimer.isElapsed(cookie)).as("for ever").isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aGracePeriodMayBeAskedForInsideASectionAndElapsesAfterIt(ThreadKind kind) throws InterruptedException {
        kind.run(() -> {
            long cookie = ScopedQsbr.<Long, RuntimeException>read(() -> {
                long asked = reclaimer.startGracePeriod();
                Await.never("it elapses under the section that asked", () -> reclaimer.isElapsed(asked));
                return asked;
            });
            Await.until("the cookie elapses", () -> reclaimer.isElapsed(cookie));
        });
    }

    @Test
    void aCookieFromAPendingGracePeriodIsForTheOneAfterIt() throws InterruptedException {
        try (OpenReader first = OpenReader.on(ThreadKind.PLATFORM)) {
            long pending = reclaimer.startGracePeriod();
            Await.until("the second cookie is a later one", () -> reclaimer.startGracePeriod() > pending);
            try (OpenReader second = OpenReader.on(ThreadKind.PLATFORM)) {
                long later = reclaimer.startGracePeriod();
                first.leave();
                Await.until("the first cookie elapses", () -> reclaimer.isElapsed(pending));
                Await.never("the later one elapses under the second reader", () -> reclaimer.isElapsed(later));
                second.leave();
                Await.until("the later one elapses", () -> reclaimer.isElapsed(later));
            }
        }
    }

    @Test
    void cookiesOfOneReclaimerAreGoodForAnother() {
        try (Reclaimer other = Reclaimer.create()) {
            long cookie = other.startGracePeriod();
            Await.until("it elapses for both", () -> other.isElapsed(cookie) && reclaimer.isElapsed(cookie));
        }
    }

    @Test
    void aSleepingReclaimerIsWokenByEveryKindOfDemand() throws InterruptedException {
        for (int i = 0; i < 300; i++) {
            reclaimer.synchronize();
            reclaimer.barrier();
            long cookie = reclaimer.startGracePeriod();
            Await.until("the cookie elapses", () -> reclaimer.isElapsed(cookie));
        }
    }

    @Test
    void afterCloseWaitingIsRefused() {
        reclaimer.close();

        assertThatThrownBy(reclaimer::synchronize).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is closed");
        assertThatThrownBy(reclaimer::barrier).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is closed");
        assertThatThrownBy(reclaimer::startGracePeriod).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is closed");
        assertThat(reclaimer.isElapsed(0)).isTrue();
    }
}
