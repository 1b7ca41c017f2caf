// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.Background;
import dev.stillpoint.reclaim.support.ThreadKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who waits for a grace period drives it, or finds somebody who does, and never waits for nobody. */
class GracePeriodsWaitingTest {

    private static final long FOR_EVER = Long.MAX_VALUE;

    private final GracePeriods periods = new GracePeriods(new Visitors());

    @ParameterizedTest
    @EnumSource
    void awaitReturnsWhenTheGracePeriodHasEndedAndNotBefore(ThreadKind kind) throws InterruptedException {
        ScriptedCarrier carrier = ScriptedCarrier.online(periods, "carrier");
        Background waiter = kind.start(() -> assertThat(periods.await(2, FOR_EVER)).isTrue());
        Await.until("the first has started", () -> periods.requested() == 1);
        carrier.unmount();
        Await.until("the second has started", () -> periods.requested() == 2);
        Await.never("the waiter returns before its end", waiter::isDone);

        carrier.unmount();

        waiter.join();
        assertThat(periods.completed()).isEqualTo(2);
    }

    @Test
    void awaitOfAnEndedGracePeriodReturnsAtOnce() throws InterruptedException {
        periods.driveTo(3);

        assertThat(periods.await(3, 0)).isTrue();
        assertThat(periods.await(1, FOR_EVER)).isTrue();
        assertThat(periods.requested()).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource
    void awaitGivesUpWhenItsTimeIsOver(ThreadKind kind) throws InterruptedException {
        ScriptedCarrier.online(periods, "carrier");

        kind.run(() -> assertThat(periods.await(1, TimeUnit.MILLISECONDS.toNanos(20))).isFalse());

        assertThat(periods.completed()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptEndsAwait(ThreadKind kind) throws InterruptedException {
        ScriptedCarrier.online(periods, "carrier");
        Background waiter = kind.start(() -> assertThatThrownBy(() -> periods.await(1, FOR_EVER))
                .isInstanceOf(InterruptedException.class));
        Await.until("the grace period has started", () -> periods.requested() == 1);

        waiter.thread().interrupt();

        waiter.join();
    }

    @Test
    void aGracePeriodWhoseDriverGaveUpIsDrivenOn() throws InterruptedException {
        ScriptedCarrier carrier = ScriptedCarrier.online(periods, "carrier");
        assertThat(periods.await(1, TimeUnit.MILLISECONDS.toNanos(5))).isFalse();

        carrier.unmount();

        Await.until("somebody saw its end", () -> periods.completed() == 1);
        assertThat(periods.requested()).isEqualTo(1);
    }

    @Test
    void whoWaitsForALaterOneTakesOverWhenTheDriverIsDone() throws InterruptedException {
        ScriptedCarrier carrier = ScriptedCarrier.online(periods, "carrier");
        Background first = Background.platform("first", () -> periods.await(1, FOR_EVER));
        Await.until("the first drives", () -> periods.requested() == 1);
        Background second = Background.platform("second", () -> periods.await(2, FOR_EVER));

        carrier.unmount();
        first.join();
        Await.until("the second drives", () -> periods.requested() == 2);
        carrier.unmount();
        second.join();
    }

    @ParameterizedTest
    @EnumSource
    void manyWaitersShareOneGracePeriod(ThreadKind kind) throws InterruptedException {
        ScriptedCarrier carrier = ScriptedCarrier.online(periods, "carrier");
        List<Background> waiters = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            waiters.add(kind.start(() -> periods.await(1, FOR_EVER)));
        }
        Await.until("it has started", () -> periods.requested() == 1);

        carrier.unmount();

        for (Background waiter : waiters) {
            waiter.join();
        }
        assertThat(periods.requested()).isEqualTo(1);
    }

    @Test
    void aRequestIsServedThoughNobodyWaits() {
        periods.request(2);
        Await.until("both have ended", () -> periods.completed() == 2);

        periods.request(1);
        periods.request(3);
        Await.until("so has a later one", () -> periods.completed() == 3);
    }

    @Test
    void aStageCompletesAfterTheEndAndNotOnTheDriversThread() {
        ScriptedCarrier carrier = ScriptedCarrier.online(periods, "carrier");
        // A carrier without a section is stopped and passes, if this thread does not get on for some milliseconds.
        carrier.enter();
        CompletableFuture<String> completer = new CompletableFuture<>();
        periods.stage(1).thenRun(() -> completer.complete(Thread.currentThread().getName()));
        Await.until("it has started", () -> periods.requested() == 1);
        assertThat(completer).isNotDone();

        carrier.leave();
        carrier.unmount();

        assertThat(completer.join()).isNotEqualTo("stillpoint-grace-periods");
        CompletableFuture<Void> late = periods.stage(1).toCompletableFuture();
        late.join();
    }

    @Test
    void aNudgeOrAnExpeditionOfAGracePeriodThatIsOverIsNone() {
        periods.driveTo(1);
        periods.nudge(1);
        periods.expedite(1);
        ScriptedCarrier carrier = ScriptedCarrier.online(periods, "carrier");
        carrier.playedBy(Thread.currentThread());
        periods.request(2);
        Await.never("nobody unmounts, nobody is stopped", () -> periods.completed() == 2 || periods.stops() != 0);
        carrier.unmount();
        Await.until("it ends by an unmount", () -> periods.completed() == 2);
        assertThat(periods.stops()).isZero();
    }
}
