// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.reclaim.grace.GracePeriods;
import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.Background;
import dev.stillpoint.reclaim.support.OpenReader;
import dev.stillpoint.reclaim.support.ThreadKind;
import dev.stillpoint.scheduler.fixture.LoggedMessages;
import java.time.Duration;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A visitor ends inside a section, with a guard that nobody has closed. */
class EndedVisitorTest {

    private final LoggedMessages messages = LoggedMessages.of("dev.stillpoint.reclaim");

    @AfterEach
    void stopListening() {
        messages.close();
    }

    private static ReadGuard leftBehind(ThreadKind kind) throws InterruptedException {
        AtomicReference<ReadGuard> guard = new AtomicReference<>();
        kind.run(() -> {
            Thread.currentThread().setName("the-ended-reader");
            guard.set(ScopedQsbr.open());
            ScopedQsbr.open();
        });
        return guard.get();
    }

    private static void assertThatAGracePeriodEnds() throws InterruptedException {
        assertThat(GracePeriod.start().await(Duration.ofSeconds(20))).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void gracePeriodsEndAllTheSame(ThreadKind kind) throws InterruptedException {
        leftBehind(kind);
        assertThatAGracePeriodEnds();
    }

    @ParameterizedTest
    @EnumSource(names = "CARRIER", mode = EnumSource.Mode.EXCLUDE)
    void itIsNamed(ThreadKind kind) throws InterruptedException {
        leftBehind(kind);
        assertThatAGracePeriodEnds();

        messages.await("\"the-ended-reader\" ended with open read guards");
    }

    @ParameterizedTest
    @EnumSource(names = "CARRIER", mode = EnumSource.Mode.EXCLUDE)
    void itsGuardCannotBeClosedByOthersBeforeAndAfterItIsReleased(ThreadKind kind) throws InterruptedException {
        ReadGuard guard = leftBehind(kind);
        assertThatThrownBy(guard::close).isInstanceOf(WrongThreadException.class).hasMessageContaining("has ended");
        assertThatAGracePeriodEnds();

        assertThatThrownBy(guard::close).isInstanceOf(WrongThreadException.class).hasMessageContaining("has ended");
        assertThat(GracePeriods.process().visitors().inside()).isZero();
    }

    /** If one were released twice, it would make up for one that is still inside. */
    @Test
    void othersAreStillWaitedForHoweverManyEndWhileTheirGuardsAreClosedElsewhere() throws InterruptedException {
        try (OpenReader reader = OpenReader.on(ThreadKind.PLATFORM)) {
            GracePeriod period = GracePeriod.start();
            AtomicBoolean stop = new AtomicBoolean();
            AtomicReference<ReadGuard> newest = new AtomicReference<>(ScopedQsbr.open());
            newest.get().close();
            Background closer = Background.platform("closer", () -> {
                while (!stop.get()) {
                    try {
                        newest.get().close();
                    } catch (WrongThreadException expected) {
                        // It is another's guard.
                    }
                }
            });
            for (int i = 0; i < 200; i++) {
                newest.set(leftBehind(i % 2 == 0 ? ThreadKind.PLATFORM : ThreadKind.DEFAULT_VIRTUAL));
                assertThat(period.hasElapsed()).isFalse();
            }
            stop.set(true);
            closer.join();
            Await.until("all are released", () -> GracePeriods.process().visitors().inside() == 1);
            Await.never("the grace period ends under a reader", period::hasElapsed);
            reader.leave();
            Await.until("it ends", period::hasElapsed);
        }
        assertThat(GracePeriods.process().visitors().inside()).isZero();
    }

    /** The common pool clears the thread-local variables of its threads between two tasks. */
    @Test
    void aThreadThatForgetsItsVariablesInsideIsStillTheSameVisitor() throws Exception {
        AtomicReference<ReadGuard> guard = new AtomicReference<>();
        try (ForkJoinPool pool = new ForkJoinPool(1, ForkJoinPool.commonPool().getFactory(), null, false)) {
            Thread first = pool.submit(() -> {
                guard.set(ScopedQsbr.open());
                return Thread.currentThread();
            }).get();
            Await.until("it waits for the next task", () -> Await.isWaiting(first));
            pool.submit(() -> {
                assertThat(Thread.currentThread()).isSameAs(first);
                assertThat(ScopedQsbr.isReading()).isTrue();
                ScopedQsbr.run(() -> assertThat(ScopedQsbr.isReading()).isTrue());
                guard.get().close();
                assertThat(ScopedQsbr.isReading()).isFalse();
            }).get();
        }
        assertThatAGracePeriodEnds();
    }
}
