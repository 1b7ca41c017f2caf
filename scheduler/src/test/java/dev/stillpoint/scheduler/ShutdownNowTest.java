// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The ends that do not wait until every thread has had enough. */
class ShutdownNowTest {
    private final CarrierScheduler scheduler = CarrierScheduler
            .create(SchedulerConfig.defaults().withName("halted").withCarriers(2).withQueueCapacity(4));
    private final AtomicInteger interrupts = new AtomicInteger();
    private final CountDownLatch sleeping = new CountDownLatch(3);

    @AfterEach
    void close() {
        scheduler.shutdownNow();
        Eventually.closed(scheduler);
    }

    @Test
    void everyThreadIsInterruptedHoweverItWasStarted() throws Exception {
        scheduler.start(this::sleep);
        Thread parent = scheduler.start(() -> {
            // A child of a child, and one in an executor that was made inside.
            Thread.startVirtualThread(this::sleep);
            try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
                executor.execute(this::sleep);
            }
        });
        sleeping.await();
        scheduler.shutdownNow();

        Eventually.ended(parent);
        Eventually.closed(scheduler);
        assertThat(interrupts.get()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void computingThreadSeesTheInterruptToo() {
        CountDownLatch running = new CountDownLatch(1);
        Thread computing = scheduler.start(() -> {
            running.countDown();
            while (!Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
        });
        Eventually.holds("it computes", () -> running.getCount() == 0);
        scheduler.shutdownNow();

        Eventually.ended(computing);
    }

    @Test
    void parkedGuardHolderComesHomeToBeInterrupted() {
        AtomicInteger strayed = new AtomicInteger();
        Thread reader = scheduler.start(() -> {
            Carrier home = CurrentCarrier.get();
            home.registers().begin();
            while (!Thread.currentThread().isInterrupted()) {
                LockSupport.park();
            }
            strayed.set(CurrentCarrier.get() == home ? 0 : 1);
            home.registers().release();
        });
        Eventually.waits(reader);
        scheduler.shutdownNow();

        Eventually.ended(reader);
        assertThat(strayed).hasValue(0);
    }

    @Test
    void threadsOfOthersAreNotInterrupted() {
        CarrierScheduler other = CarrierScheduler.create(SchedulerConfig.defaults().withCarriers(1));
        Thread elsewhere = other.start(this::sleep);
        Thread onTheDefaultScheduler = Thread.startVirtualThread(this::sleep);
        List<Thread> others = List.of(elsewhere, onTheDefaultScheduler);
        others.forEach(thread -> Eventually.holds("it sleeps", () -> thread.getState() == Thread.State.TIMED_WAITING));
        scheduler.shutdownNow();
        Eventually.closed(scheduler);

        assertThat(interrupts).hasValue(0);
        others.forEach(Thread::interrupt);
        Eventually.ended(others);
        Eventually.closed(other);
    }

    @Test
    void nobodyMayStartAThreadAnyMoreNotEvenInside() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger refused = new AtomicInteger();
        Thread inside = scheduler.start(() -> {
            awaitUninterruptibly(go);
            try {
                Thread.startVirtualThread(this::sleep);
            } catch (RejectedExecutionException e) {
                refused.getAndIncrement();
            }
        });
        scheduler.shutdownNow();
        go.countDown();
        Eventually.ended(inside);

        assertThat(refused).hasValue(1);
        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> scheduler.start(this::sleep));
    }

    @Test
    void threadsOfTheSchedulerMayHaltIt() throws Exception {
        Inside.run(scheduler, () -> {
            scheduler.shutdownNow();
            assertThat(Thread.interrupted()).isTrue();
        });

        Eventually.closed(scheduler);
    }

    @Test
    void shutdownLetsLiveThreadsGoOnAndRefusesOthers() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        Thread inside = Inside.start(scheduler, go::await);
        scheduler.shutdown();

        assertThat(scheduler.isShutdown()).isTrue();
        assertThat(scheduler.isTerminated()).isFalse();
        assertThat(scheduler.awaitTermination(Duration.ofMillis(1))).isFalse();
        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> scheduler.start(this::sleep));
        go.countDown();
        assertThat(scheduler.awaitTermination(Duration.ofSeconds(30))).isTrue();
        assertThat(scheduler.isTerminated()).isTrue();
        assertThat(inside.isInterrupted()).isFalse();
    }

    @Test
    void openSchedulerIsNeitherShutDownNorTerminated() throws Exception {
        assertThat(scheduler.isShutdown()).isFalse();
        assertThat(scheduler.isTerminated()).isFalse();
        assertThat(scheduler.awaitTermination(Duration.ZERO)).isFalse();
    }

    @Test
    void ownThreadCannotAwaitTheTermination() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Inside.run(scheduler, () -> scheduler.awaitTermination(Duration.ofSeconds(1))))
                .withMessage("awaitTermination() waits for all threads of halted and was called by one of them; "
                        + "call it from outside.");
    }

    @Test
    void executorCanBeHaltedByItself() throws Exception {
        try (ExecutorService executor = scheduler.newThreadPerTaskExecutor()) {
            Future<?> asleep = executor.submit(this::sleep);
            Eventually.holds("it sleeps", () -> sleeping.getCount() == 2);
            executor.shutdownNow();
            assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
            asleep.get();
        }

        assertThat(interrupts).hasValue(1);
        assertThat(scheduler.isShutdown()).isFalse();
    }

    private void sleep() {
        sleeping.countDown();
        try {
            Thread.sleep(Duration.ofDays(1));
        } catch (InterruptedException e) {
            interrupts.getAndIncrement();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch go) {
        while (go.getCount() != 0) {
            try {
                go.await();
            } catch (InterruptedException e) {
                // It waits on.
            }
        }
    }
}
