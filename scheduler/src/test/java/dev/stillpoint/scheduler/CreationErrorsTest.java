// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.fixture.FaultyClasses;
import dev.stillpoint.scheduler.fixture.FaultyClasses.Points;
import dev.stillpoint.scheduler.jdk.JdkSockets;
import dev.stillpoint.scheduler.pool.CarrierPool;
import dev.stillpoint.scheduler.pool.Watchdog;
import dev.stillpoint.scheduler.support.DaemonThreads;
import dev.stillpoint.scheduler.support.ManagementBean;
import dev.stillpoint.scheduler.support.SharedSetup;
import dev.stillpoint.scheduler.worker.Worker;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Wherever creating a scheduler fails, it leaves no thread behind. */
class CreationErrorsTest {
    private static final Set<Class<?>> CREATING = Set.of(CarrierScheduler.class, CarrierPool.class, Worker.class,
            Watchdog.class, ManagementBean.class, DaemonThreads.class, ManagedScheduler.class, SchedulerConfig.class,
            PollerStart.class, JdkSockets.class, SharedSetup.class,
            internal("pool.Workers"), internal("jdk.PollerInternals"));

    private static Class<?> internal(String name) {
        try {
            return Class.forName("dev.stillpoint.scheduler." + name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whereverThereIsNoMemoryNothingIsLeft() throws Exception {
        assertThat(FaultyClasses.play("dev.stillpoint.scheduler", CREATING, Points.ALLOCATIONS,
                FailingCreation.OutOfMemory.class)).isEmpty();
    }

    @Test
    void whereverTheStackEndsNothingIsLeft() throws Exception {
        assertThat(FaultyClasses.play("dev.stillpoint.scheduler", CREATING, Points.CALLS,
                FailingCreation.AtTheStackEnd.class)).isEmpty();
    }
}
