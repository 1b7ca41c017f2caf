// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.Eventually;
import dev.stillpoint.scheduler.support.SharedSetup;
import dev.stillpoint.scheduler.timing.TimerThread;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who wakes a thread at the end of a timed wait. */
class CarrierTimersTest {

    private final VirtualThreadAccess access = JdkAccess.get();
    private final SharedSetup.Lease timedWaits = access.serveTimedWaits();
    private final BlockingQueue<Runnable> runnable = new LinkedBlockingQueue<>();
    private final Set<String> wakers = ConcurrentHashMap.newKeySet();

    @AfterEach
    void endTimedWaits() {
        timedWaits.close();
    }

    @Test
    void ourTimersWakeThreadsOfOurCarriers() throws Exception {
        LoneCarrier.start(this::serve);
        sleepOnCarrier();
        assertThat(wakers).contains("stillpoint-timers").noneMatch(CarrierTimersTest::isOfTheJdk);
    }

    @Test
    void theJdkWakesThreadsOfOtherSchedulersAsBefore() throws Exception {
        Thread.ofPlatform().daemon().start(this::serve);
        sleepOnCarrier();
        assertThat(wakers).doesNotContain("stillpoint-timers").anyMatch(CarrierTimersTest::isOfTheJdk);
    }

    /** It may be done on any thread, and the thread of the JDK's own timers may not run yet. */
    @Test
    void ourTimersWakeThreadsWhoseUnmountIsFinishedElsewhere() {
        Set<String> firedBy = ConcurrentHashMap.newKeySet();
        TimerThread timers = CarrierTimers.startThread();
        ScheduledFuture<?> wait;
        CarrierTimers.finishing(Thread.currentThread());
        try {
            wait = new CarrierTimers(timers, theJdks())
                    .schedule(() -> {
                        firedBy.add(Thread.currentThread().getName());
                    }, 1, TimeUnit.NANOSECONDS);
        } finally {
            CarrierTimers.finishing(null);
        }

        Eventually.holds("it has fired", () -> firedBy.contains("stillpoint-timers"));
        assertThat(wait.isDone()).isTrue();
        timers.end();
    }

    private static ScheduledExecutorService theJdks() {
        ScheduledThreadPoolExecutor never = new ScheduledThreadPoolExecutor(0);
        never.shutdown();
        return never;
    }

    private static boolean isOfTheJdk(String name) {
        return name.equals("VirtualThread-unparker");
    }

    private void sleepOnCarrier() throws InterruptedException {
        Thread sleeper = access.newThread(continuation -> {
            wakers.add(Thread.currentThread().getName());
            runnable.add(continuation);
        }, "sleeper", CarrierTimersTest::sleepAndWait);
        sleeper.start();
        sleeper.join();
    }

    private static void sleepAndWait() {
        try {
            Thread.sleep(1);
            Object nobody = new Object();
            long start = System.nanoTime();
            synchronized (nobody) {
                while (System.nanoTime() - start < 1_000_000) {
                    nobody.wait(1);
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void serve() {
        while (true) {
            try {
                runnable.take().run();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
