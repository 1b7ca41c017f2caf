// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The JDK takes the stack of an unmounted virtual thread by holding it back for a moment, and then submits it again in
 * case it became runnable or was run in vain meanwhile: a submission for which nobody asked.
 */
class StackDumpTest {
    private static final int ROUNDS = 100;

    private final CarrierScheduler scheduler = CarrierScheduler
            .create(SchedulerConfig.defaults().withName("dumped").withCarriers(2));

    @AfterEach
    void close() {
        Eventually.closed(scheduler);
    }

    @Test
    void threadThatIsDumpedUntilItsEndEndsOnce() {
        for (int round = 0; round < ROUNDS; round++) {
            AtomicBoolean stop = new AtomicBoolean();
            Thread yielding = scheduler.start(() -> {
                while (!stop.get()) {
                    Thread.yield();
                }
            });
            for (int dump = 0; dump < 50; dump++) {
                yielding.getStackTrace();
            }
            stop.set(true);
            while (yielding.isAlive()) {
                yielding.getStackTrace();
            }
        }

        Eventually.holds("all ends are counted", () -> scheduler.liveThreads() <= 0);
        assertThat(scheduler.liveThreads()).isZero();
    }

    @Test
    void threadThatIsDumpedWhileItParksMissesNoWakeUp() {
        int[] parks = new int[1];
        Thread parking = scheduler.start(() -> {
            while (parks[0] < 20_000) {
                LockSupport.park();
                parks[0]++;
            }
        });
        Eventually.holds("it parks and is woken often enough", () -> {
            for (int i = 0; i < 100; i++) {
                parking.getStackTrace();
                LockSupport.unpark(parking);
            }
            return !parking.isAlive();
        }, parking);

        assertThat(parks[0]).isEqualTo(20_000);
    }
}
