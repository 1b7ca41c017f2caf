// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.fixture.FaultyClasses;
import dev.stillpoint.scheduler.fixture.FaultyClasses.Points;
import dev.stillpoint.scheduler.jdk.EventBuffer;
import dev.stillpoint.scheduler.jdk.EventQueue;
import dev.stillpoint.scheduler.worker.Parker;
import dev.stillpoint.scheduler.worker.SocketWatch;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Wherever a carrier fails between an event and the thread that waits for it, that thread is woken. */
@EnabledOnOs(OS.LINUX)
class SocketErrorsTest {
    private static final String PACKAGES = "dev.stillpoint.scheduler";
    private static final Set<Class<?>> WATCHING = Set.of(EventBuffer.class, EventQueue.class, SocketWatch.class,
            Parker.class, Lookout.class, named("worker.SocketDuty"), named("jdk.SocketWaiters"));

    private static Class<?> named(String name) {
        try {
            return Class.forName(PACKAGES + "." + name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whereverTheStackEndsTheThreadIsWoken() throws Exception {
        assertThat(FaultyClasses.play(PACKAGES, WATCHING, Points.CALLS, FailingSockets.class)).isEmpty();
    }
}
