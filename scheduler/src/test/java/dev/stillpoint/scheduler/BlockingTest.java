// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Exchanger;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Everything in the JDK that blocks a virtual thread lets go of the carrier and comes back. */
class BlockingTest {
    /** Wakes {@link Pinned}; not in that class, whose fields wait for its initialiser. */
    private static final AtomicBoolean WOKEN = new AtomicBoolean();

    private final CarrierScheduler scheduler = CarrierScheduler
            .create(SchedulerConfig.defaults().withName("blocking").withCarriers(2).withQueueCapacity(4));

    @AfterEach
    void close() {
        Eventually.closed(scheduler);
    }

    @Test
    void sleepersSleepAtTheSameTime() throws Exception {
        int sleepers = 1000;
        long start = System.nanoTime();
        Inside.runMany(scheduler, sleepers, () -> Thread.sleep(50));
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        assertThat(took).isBetween(Duration.ofMillis(50), Duration.ofMillis(50L * sleepers / 4));
    }

    @Test
    void timedParkEnds() throws Exception {
        long start = System.nanoTime();
        Inside.run(scheduler, () -> {
            while (System.nanoTime() - start < 10_000_000) {
                LockSupport.parkNanos(10_000_000);
            }
        });

        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(10_000_000);
    }

    @Test
    void parkedThreadIsUnparked() {
        AtomicBoolean woken = new AtomicBoolean();
        Thread parked = scheduler.start(() -> {
            while (!woken.get()) {
                LockSupport.park();
            }
        });
        Eventually.waits(parked);
        woken.set(true);
        LockSupport.unpark(parked);

        Eventually.ended(parked);
    }

    @Test
    void contendedMonitorLetsEachThreadIn() throws Exception {
        int[] plain = new int[1];
        Object monitor = new Object();
        Inside.runMany(scheduler, 200, () -> {
            for (int i = 0; i < 100; i++) {
                synchronized (monitor) {
                    plain[0]++;
                    if (i % 10 == 0) {
                        Thread.yield();
                    }
                }
            }
        });

        assertThat(plain[0]).isEqualTo(20_000);
    }

    @Test
    void waitersAreNotified() {
        Object monitor = new Object();
        int[] turn = new int[1];
        int turns = 4000;
        Eventually.ended(player(monitor, turn, 0, turns), player(monitor, turn, 1, turns));

        assertThat(turn[0]).isEqualTo(turns);
    }

    /** Takes the turns that are its own, even or odd ones, and wakes the other player. */
    private Thread player(Object monitor, int[] turn, int own, int turns) {
        return Inside.start(scheduler, () -> {
            for (int i = own; i < turns; i += 2) {
                synchronized (monitor) {
                    while (turn[0] != i) {
                        monitor.wait();
                    }
                    turn[0]++;
                    monitor.notifyAll();
                }
            }
        });
    }

    @Test
    void timedWaitEnds() throws Exception {
        Object monitor = new Object();
        long start = System.nanoTime();
        Inside.run(scheduler, () -> {
            synchronized (monitor) {
                while (System.nanoTime() - start < 10_000_000) {
                    monitor.wait(10);
                }
            }
        });

        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(10_000_000);
    }

    @Test
    void synchronousQueueHandsOver() throws Exception {
        SynchronousQueue<Integer> queue = new SynchronousQueue<>();
        int count = 5000;
        Thread producer = Inside.start(scheduler, () -> {
            for (int i = 0; i < count; i++) {
                queue.put(i);
            }
        });
        long sum = Inside.call(scheduler, () -> {
            long taken = 0;
            for (int i = 0; i < count; i++) {
                taken += queue.take();
            }
            return taken;
        });

        Eventually.ended(producer);
        assertThat(sum).isEqualTo((long) count * (count - 1) / 2);
    }

    @Test
    void joinReturnsWhenTheOtherHasEnded() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger steps = new AtomicInteger();
        Thread joined = Inside.start(scheduler, () -> {
            go.await();
            steps.compareAndSet(0, 1);
        });
        Thread joining = Inside.start(scheduler, () -> {
            joined.join();
            steps.compareAndSet(1, 2);
        });
        Eventually.waits(joining);
        go.countDown();
        Eventually.ended(joined, joining);

        assertThat(steps).hasValue(2);
    }

    @Test
    void outsideThreadJoinsAThreadOfOurs() throws Exception {
        Thread joined = scheduler.start(() -> {
        });

        assertThat(joined.join(Duration.ofSeconds(30))).isTrue();
    }

    @Test
    void interruptEndsASleep() throws Exception {
        AtomicBoolean interrupted = new AtomicBoolean();
        Thread sleeping = scheduler.start(() -> {
            try {
                Thread.sleep(Duration.ofDays(1));
            } catch (InterruptedException e) {
                interrupted.set(true);
            }
        });
        Eventually.holds("it sleeps", () -> sleeping.getState() == Thread.State.TIMED_WAITING, sleeping);
        sleeping.interrupt();
        Eventually.ended(sleeping);

        assertThat(interrupted).isTrue();
    }

    @Test
    void interruptEndsAWait() throws Exception {
        Object monitor = new Object();
        AtomicBoolean interrupted = new AtomicBoolean();
        Thread waiting = scheduler.start(() -> {
            synchronized (monitor) {
                try {
                    while (!interrupted.get()) {
                        monitor.wait();
                    }
                } catch (InterruptedException e) {
                    interrupted.set(true);
                }
            }
        });
        Eventually.waits(waiting);
        waiting.interrupt();
        Eventually.ended(waiting);

        assertThat(interrupted).isTrue();
    }

    @Test
    void interruptStaysWithTheThreadThatItWasMeantFor() throws Exception {
        CarrierScheduler single = CarrierScheduler.create(SchedulerConfig.defaults().withCarriers(1));
        Inside.run(single, () -> Thread.currentThread().interrupt());

        assertThat(Inside.call(single, Thread::interrupted)).isFalse();
        Eventually.closed(single);
    }

    @Test
    void interruptIsStillPendingAfterAYield() throws Exception {
        boolean pending = Inside.call(scheduler, () -> {
            Thread.currentThread().interrupt();
            Thread.yield();
            return Thread.interrupted();
        });

        assertThat(pending).isTrue();
    }

    @Test
    void pinnedParkComesBack() {
        FutureTask<String> done = new FutureTask<>(() -> Pinned.DONE);
        Thread pinned = scheduler.start(done);
        Eventually.waits(pinned);
        WOKEN.set(true);
        LockSupport.unpark(pinned);
        Eventually.ended(pinned);

        assertThat(done.resultNow()).isEqualTo("done");
    }

    @Test
    void timeoutOfAnExchangeIsKept() throws Exception {
        assertThatExceptionOfType(TimeoutException.class)
                .isThrownBy(() -> Inside.call(scheduler, () -> new Exchanger<String>()
                        .exchange("unwanted", 10, TimeUnit.MILLISECONDS)));
    }

    /** Its initialiser is a native frame on the stack, which pins the thread that parks in it. */
    private static final class Pinned {
        static final String DONE = park();

        private static String park() {
            while (!WOKEN.get()) {
                LockSupport.park();
            }
            return "done";
        }
    }
}
