// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.Background;
import dev.stillpoint.reclaim.support.ThreadKind;
import dev.stillpoint.scheduler.carrier.CarrierRegistry;
import dev.stillpoint.scheduler.fixture.Faults;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** A driver that fails while it completes a grace period, at each point in turn; for {@link DriverErrorsTest}. */
final class UntoldWaiters implements Callable<List<String>> {

    private final List<String> wrong = new ArrayList<>();

    /** Everybody who was not told. */
    @Override
    public List<String> call() throws Exception {
        // The second one of its class in this process.
        CarrierRegistry.unsubscribe(GracePeriods.process());
        if (Faults.atEachPoint(this::failsAt) == 0) {
            wrong.add("no driver failed");
        }
        return wrong;
    }

    private boolean failsAt(int point) throws InterruptedException {
        GracePeriods periods = new GracePeriods(new Visitors(1));
        ScriptedCarrier carrier = ScriptedCarrier.online(periods, "carrier");
        List<Background> waiters = new ArrayList<>();
        boolean failed;
        assertThat(periods.drivers.claim(Thread.currentThread())).isTrue();
        try {
            for (ThreadKind kind : ThreadKind.values()) {
                waiters.add(kind.start(() -> periods.await(1, Long.MAX_VALUE)));
            }
            var stage = periods.stage(1).toCompletableFuture();
            waiters.add(Background.platform("stage", stage::join));
            Await.until("all wait", () -> waiters.stream().allMatch(waiter -> Await.isWaiting(waiter.thread())));
            PendingGracePeriod pending = periods.pending();
            carrier.unmount();
            failed = completeAndFail(periods, pending, point);
        } finally {
            // And no signal: the error that struck before may strike there once more.
            periods.drivers.driving = null;
        }
        try {
            Await.until("all have returned", () -> waiters.stream().allMatch(Background::isDone));
        } catch (AssertionError e) {
            wrong.add("point %d: %s".formatted(point, e.getMessage()));
        }
        return failed;
    }

    private static boolean completeAndFail(GracePeriods periods, PendingGracePeriod pending, int point) {
        Faults.arm(point, StackOverflowError::new);
        try {
            if (pending.hasEnded()) {
                periods.complete(pending);
            }
        } catch (StackOverflowError expected) {
            // Nobody has been told, or not everybody.
        }
        return Faults.disarm();
    }
}
