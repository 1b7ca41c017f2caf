// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import dev.stillpoint.scheduler.carrier.CarrierRegistry;
import dev.stillpoint.scheduler.fixture.Faults;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The thread that drives for others runs out of memory, at each point in turn; for {@link DriverErrorsTest}. */
final class DriverThreadWithoutMemory implements Callable<List<String>> {

    private final List<String> wrong = new ArrayList<>();

    /** What went wrong. */
    @Override
    public List<String> call() throws Exception {
        // The second one of its class in this process.
        CarrierRegistry.unsubscribe(GracePeriods.process());
        if (Faults.atEachPoint(this::failsAt) == 0) {
            wrong.add("no driver failed");
        }
        return wrong;
    }

    private boolean failsAt(int point) throws InterruptedException, ExecutionException {
        GracePeriods periods = new GracePeriods(new Visitors(1));
        Faults.arm(point, thread -> thread.getName().equals("stillpoint-grace-periods"), OutOfMemoryError::new);
        try {
            periods.stage(2).toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            wrong.add("point %d: its stage does not complete".formatted(point));
        }
        return Faults.disarm();
    }
}
