// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.support.SharedSetup.Lease;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the JDK holds for us, it holds no longer than we need it. */
class TimedWaitsTest {

    private final ScheduledExecutorService first = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledExecutorService second = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledExecutorService[] executors = {first, second};

    @AfterEach
    void shutDown() {
        first.shutdownNow();
        second.shutdownNow();
    }

    @Test
    void theLastLeaseGivesTheExecutorsBack() {
        TimedWaits waits = new TimedWaits(executors);
        Lease one = waits.lease();
        Lease another = waits.lease();
        assertThat(executors).hasOnlyElementsOfType(CarrierTimers.class);

        one.close();
        one.close();
        assertThat(executors).hasOnlyElementsOfType(CarrierTimers.class);

        another.close();
        assertThat(executors).containsExactly(first, second);
        waits.lease().close();
        assertThat(executors).containsExactly(first, second);
    }

    /** As with two applications of one process that each have the library. */
    @Test
    void twoOfThemLeaveInTheOrderInWhichTheyCame() throws Exception {
        Lease older = new TimedWaits(executors).lease();
        Lease newer = new TimedWaits(executors).lease();
        ScheduledExecutorService outermost = executors[0];

        older.close();
        assertThat(executors[0]).isSameAs(outermost);
        assertThat(executors[0].schedule(() -> "by the JDK's own", 0, TimeUnit.SECONDS).get())
                .isEqualTo("by the JDK's own");
        newer.close();
        assertThat(executors).containsExactly(first, second);
    }

    @Test
    void twoOfThemLeaveInTheOppositeOrder() {
        Lease older = new TimedWaits(executors).lease();
        ScheduledExecutorService[] ofTheOlder = executors.clone();
        Lease newer = new TimedWaits(executors).lease();

        newer.close();
        assertThat(executors).containsExactly(ofTheOlder);
        older.close();
        assertThat(executors).containsExactly(first, second);
    }

    /** The chain must not keep one that has left: it would keep its class loader. */
    @Test
    void theChainForgetsWhoHasLeft() {
        Lease older = new TimedWaits(executors).lease();
        ScheduledExecutorService left = executors[0];
        Lease newer = new TimedWaits(executors).lease();
        older.close();

        assertThat(CarrierTimers.without(executors[0], executors[0])).isSameAs(first).isNotSameAs(left);
        newer.close();
    }
}
