// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.grace.GracePeriods;
import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.Background;
import dev.stillpoint.scheduler.carrier.CarrierRegistry;
import dev.stillpoint.scheduler.fixture.Faults;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** A scenario of a reclaimer that is played again and again, each time with an error at the next point. */
abstract class FailingReclaimer implements Callable<List<String>> {

    private final List<String> wrong = new ArrayList<>();

    /** Everything that went wrong, at whatever point. */
    @Override
    public final List<String> call() throws Exception {
        // The second one of its class in this process.
        CarrierRegistry.unsubscribe(GracePeriods.process());
        if (Faults.atEachPoint(this::failsAt) == 0) {
            wrong.add("nobody failed");
        }
        return wrong;
    }

    /** Plays it once. Returns whether an error struck, which it does not once all points had their turn. */
    abstract boolean failsAt(int point) throws InterruptedException;

    final void wrongAt(int point, String what) {
        wrong.add("point %d: %s".formatted(point, what));
    }

    /** Ends the reclaimer by a barrier and by closing it, which must not hang. */
    final void end(int point, Reclaimer reclaimer) throws InterruptedException {
        Background ending = Background.platform("ending", () -> {
            reclaimer.barrier();
            reclaimer.close();
        });
        try {
            Await.until("it ends", ending::isDone);
            ending.join();
        } catch (AssertionError e) {
            wrongAt(point, "%s, %s".formatted(e.getMessage(), reclaimer.statistics()));
        }
    }

    /** These objects and one barrier were retired and reclaimed, and nothing is left. */
    final void requireAllReclaimed(int point, int objects, ReclaimerStatistics statistics) {
        if (statistics.retiredObjects() != objects + 1 || statistics.reclaimedObjects() != objects + 1
                || statistics.unreclaimedBytes() != 0) {
            wrongAt(point, statistics.toString());
        }
    }
}
