// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A scheduler with nothing to do keeps no thread that has ended, nor what the thread has captured. */
class ForgottenThreadsTest {
    private static final int THREADS = 3000;

    private final CarrierScheduler scheduler = CarrierScheduler
            .create(SchedulerConfig.defaults().withName("forgetful").withCarriers(2).withQueueCapacity(64));
    private final List<WeakReference<Object>> captured = new ArrayList<>();
    private final List<WeakReference<Thread>> ended = new ArrayList<>();

    @AfterEach
    void close() {
        Eventually.closed(scheduler);
    }

    @Test
    void threadsFromOutside() {
        for (int i = 0; i < THREADS; i++) {
            startOne();
        }
        everythingIsForgotten();
    }

    /** More of them than fit into a carrier's own queue, and the other carrier steals some. */
    @Test
    void threadsThatWereQueuedSpilledAndStolen() {
        Thread parent = scheduler.start(() -> {
            for (int i = 0; i < THREADS; i++) {
                startOne();
            }
            // The parent keeps its carrier until the other one has stolen.
            while (scheduler.statistics().steals() == 0) {
                Thread.onSpinWait();
            }
        });
        Eventually.ended(parent);
        everythingIsForgotten();
        assertThat(scheduler.statistics().spills()).isPositive();
        assertThat(scheduler.statistics().steals()).isPositive();
    }

    @Test
    void loneThread() {
        startOne();
        everythingIsForgotten();
    }

    private void startOne() {
        Object large = new byte[100];
        WeakReference<Object> seen = new WeakReference<>(large);
        Thread thread = scheduler.start(() -> {
            Thread.yield();
            LockSupport.parkNanos(large.hashCode() % 1000);
        });
        synchronized (captured) {
            captured.add(seen);
            ended.add(new WeakReference<>(thread));
        }
    }

    private void everythingIsForgotten() {
        Eventually.holds("the threads have ended", () -> scheduler.liveThreads() == 0);
        Eventually.holds("everything is forgotten", () -> {
            System.gc();
            synchronized (captured) {
                return captured.stream().allMatch(seen -> seen.refersTo(null))
                        && ended.stream().allMatch(seen -> seen.refersTo(null));
            }
        });
    }
}
