// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import dev.stillpoint.scheduler.carrier.CarrierRegistry;
import dev.stillpoint.scheduler.fixture.Faults;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The thread that drives for others runs out of memory, at each point in turn; for {@link DriverErrorsTest}. */
final class DriverThreadWithoutMemory implements Callable<List<String>> {

    /** What went wrong. */
    @Override
    public List<String> call() throws Exception {
        List<String> wrong = new ArrayList<>();
        // The second one of its class in this process.
        CarrierRegistry.unsubscribe(GracePeriods.process());
        int point = 1;
        do {
            GracePeriods periods = new GracePeriods(new Visitors(1));
            Faults.arm(point, thread -> thread.getName().equals("stillpoint-grace-periods"), OutOfMemoryError::new);
            try {
                periods.stage(2).toCompletableFuture().get(10, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                wrong.add("point %d: its stage does not complete".formatted(point));
            }
            point++;
        } while (Faults.disarm());
        if (point == 2) {
            wrong.add("no driver failed");
        }
        return wrong;
    }
}
