// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.compat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.Eventually;
import dev.stillpoint.scheduler.Inside;
import dev.stillpoint.scheduler.SchedulerConfig;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MonitorTest {
    private final TwoCarriers carriers = new TwoCarriers();

    @AfterEach
    void close() {
        carriers.close();
    }

    @Test
    void holderThatParksAndThreadsThatBlockLeaveTheOnlyCarrierToOthers() throws Exception {
        CarrierScheduler single = CarrierScheduler.create(SchedulerConfig.defaults().withCarriers(1));
        Object monitor = new Object();
        AtomicBoolean go = new AtomicBoolean();
        Thread holder = single.start(() -> {
            synchronized (monitor) {
                while (!go.get()) {
                    LockSupport.park();
                }
            }
        });
        Eventually.waits(holder);
        Thread blocked = single.start(() -> {
            synchronized (monitor) {
                go.set(false);
            }
        });
        Eventually.holds("it blocks", () -> blocked.getState() == Thread.State.BLOCKED, blocked);
        Inside.run(single, () -> {
            go.set(true);
            LockSupport.unpark(holder);
        });
        Eventually.ended(holder, blocked);

        assertThat(go).isFalse();
        Eventually.closed(single);
    }

    @Test
    void nestedMonitorsAreStillHeldAfterAPark() throws Exception {
        Object outer = new Object();
        Object inner = new Object();
        int[] plain = new int[2];
        carriers.runMany(50, () -> {
            for (int i = 0; i < 20; i++) {
                synchronized (outer) {
                    int seen = plain[0]++;
                    synchronized (inner) {
                        synchronized (outer) {
                            LockSupport.parkNanos(1);
                            assertThat(plain[0]).isEqualTo(seen + 1);
                            plain[1]++;
                        }
                    }
                }
            }
        });

        assertThat(plain).containsExactly(1000, 1000);
    }

    @Test
    @SuppressWarnings("WaitNotInLoop") // whatever ends the wait is welcome
    void everyWaiterLeavesOnceWhetherNotifiedOrTimedOutOrInterrupted() throws Exception {
        int threads = 500;
        Object monitor = new Object();
        int[] left = new int[1];
        AtomicBoolean over = new AtomicBoolean();
        Thread disturber = carriers.start(() -> {
            while (!over.get()) {
                synchronized (monitor) {
                    if (ThreadLocalRandom.current().nextBoolean()) {
                        monitor.notify();
                    } else {
                        monitor.notifyAll();
                    }
                }
                Thread.yield();
            }
        });
        carriers.runMany(threads, () -> {
            Thread self = Thread.currentThread();
            int kind = (int) (self.threadId() % 3);
            synchronized (monitor) {
                if (kind == 0) {
                    self.interrupt();
                }
                try {
                    monitor.wait(kind == 1 ? 1 : 0);
                } catch (InterruptedException e) {
                    assertThat(kind).isZero();
                }
                left[0]++;
            }
        });
        over.set(true);
        Eventually.ended(disturber);

        assertThat(left[0]).isEqualTo(threads);
    }
}
