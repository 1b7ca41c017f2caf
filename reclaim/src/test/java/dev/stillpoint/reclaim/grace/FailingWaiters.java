// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.Background;
import dev.stillpoint.reclaim.support.ThreadKind;
import dev.stillpoint.scheduler.carrier.CarrierRegistry;
import dev.stillpoint.scheduler.fixture.Faults;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * A thread that waits for a grace period, and drives it if it can, overflows its stack at each call in turn; for
 * {@link DriverErrorsTest}. Whoever comes afterwards must get on.
 */
abstract class FailingWaiters implements Callable<List<String>> {

    private final ThreadKind kind;
    private final List<String> wrong = new ArrayList<>();

    FailingWaiters(ThreadKind kind) {
        this.kind = kind;
    }

    /** It drives. */
    static final class Driving extends FailingWaiters {

        Driving() {
            super(ThreadKind.PLATFORM);
        }
    }

    /** It lets others drive. */
    static final class Waiting extends FailingWaiters {

        Waiting() {
            super(ThreadKind.DEFAULT_VIRTUAL);
        }
    }

    /** Everything that went wrong, at whatever point. */
    @Override
    public List<String> call() throws Exception {
        // The second one of its class in this process.
        CarrierRegistry.unsubscribe(GracePeriods.process());
        for (boolean turns : new boolean[] {false, true}) {
            int points = Faults.atEachPoint(point -> failsAt(point, turns));
            if (points < 10) {
                wrong.add("it passed %d points only".formatted(points));
            }
        }
        return wrong;
    }

    /** @param waitsForItsTurn whether somebody else drives at first */
    private boolean failsAt(int point, boolean waitsForItsTurn) throws InterruptedException {
        String here = "point %d%s: ".formatted(point, waitsForItsTurn ? ", in turn" : "");
        GracePeriods periods = new GracePeriods(new Visitors(1));
        ScriptedCarrier carrier = ScriptedCarrier.online(periods, "carrier");
        boolean[] failed = new boolean[1];
        if (waitsForItsTurn) {
            periods.drivers.claim(Thread.currentThread());
        }
        Background waiter = kind.start(() -> {
            Faults.arm(point, StackOverflowError::new);
            try {
                periods.await(1, TimeUnit.SECONDS.toNanos(20));
            } catch (StackOverflowError expected) {
                // Others must not notice.
            } finally {
                failed[0] = Faults.disarm();
            }
        });
        if (waitsForItsTurn) {
            Await.until("it waits, or has failed", () -> waiter.isDone() || Await.isWaiting(waiter.thread()));
            periods.drivers.driving = null;
            periods.drivers.wakeDriver();
        }
        Await.until("it has begun, or failed", () -> waiter.isDone() || periods.requested() == 1);
        carrier.unmount();
        waiter.join();
        // The next one waits for it whoever drives.
        carrier.goOffline();
        List<Background> others = new ArrayList<>();
        for (ThreadKind other : ThreadKind.values()) {
            others.add(other.start(() -> periods.await(2, TimeUnit.SECONDS.toNanos(20))));
        }
        try {
            Await.until("others get on", () -> others.stream().allMatch(Background::isDone));
            Await.until("nobody drives any more", () -> periods.drivers.driving == null);
        } catch (AssertionError e) {
            wrong.add(here + e.getMessage());
        }
        if (periods.completed() < 2 || periods.requested() - periods.completed() > 1) {
            wrong.add(here + "requested %d, completed %d".formatted(periods.requested(), periods.completed()));
        }
        return failed[0];
    }
}
