// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.hang;

import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.Eventually;
import dev.stillpoint.scheduler.SchedulerConfig;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests that hang, for {@link HangReporterTest}; by their class's name they are no tests of this build. */
class Hangs {

    private final CountDownLatch never = new CountDownLatch(1);

    @BeforeEach
    void openASchedulerWhoseThreadHangsToo() throws MalformedObjectNameException {
        CarrierScheduler.create(SchedulerConfig.defaults().withName("stuck").withCarriers(1)).start(this::parkForEver);
        ObjectName bean = new ObjectName("dev.stillpoint:type=CarrierScheduler,name=stuck");
        Eventually.holds("it is managed", () -> ManagementFactory.getPlatformMBeanServer().isRegistered(bean));
    }

    private void parkForEver() {
        try {
            never.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void untilItIsInterrupted() throws InterruptedException {
        never.await();
    }

    @Test
    void whateverHappens() {
        while (never.getCount() != 0) {
            Thread.onSpinWait();
        }
    }
}
