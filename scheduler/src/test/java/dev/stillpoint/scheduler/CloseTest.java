// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import dev.stillpoint.scheduler.fixture.Carriers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CloseTest {
    private final CarrierScheduler scheduler = CarrierScheduler
            .create(SchedulerConfig.defaults().withName("closing").withCarriers(2).withQueueCapacity(4));
    private final CountDownLatch go = new CountDownLatch(1);

    @AfterEach
    void close() {
        go.countDown();
        Eventually.closed(scheduler);
    }

    @Test
    void waitsForThreadsThatRun() {
        Inside.start(scheduler, go::await);
        Thread closer = Thread.ofPlatform().start(scheduler::close);
        Eventually.waitsForAWhile(closer);
        assertThat(scheduler.liveThreads()).isEqualTo(1);

        go.countDown();
        Eventually.ended(closer);
        assertThat(scheduler.liveThreads()).isZero();
    }

    @Test
    void nothingThatWasStartedIsLost() {
        AtomicInteger ran = new AtomicInteger();
        for (int i = 0; i < 10_000; i++) {
            scheduler.start(ran::getAndIncrement);
        }
        scheduler.close();

        assertThat(ran).hasValue(10_000);
    }

    @Test
    void threadsThatRunMayStartFurtherOnesMeanwhile() {
        AtomicInteger ran = new AtomicInteger();
        Inside.start(scheduler, () -> {
            go.await();
            scheduler.start(ran::getAndIncrement);
            Thread.startVirtualThread(ran::getAndIncrement);
        });
        Thread closer = Thread.ofPlatform().start(scheduler::close);
        Eventually.waitsForAWhile(closer);
        go.countDown();
        Eventually.ended(closer);

        assertThat(ran).hasValue(2);
    }

    @Test
    void startIsRefusedAfterwards() {
        scheduler.close();

        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> scheduler.start(() -> {
        })).withMessageMatching("Scheduler closing is closed, VirtualThread.* was not started\\. "
                + "Start threads before close\\(\\)\\.");
    }

    @Test
    void startIsRefusedWhileCloseWaits() {
        Inside.start(scheduler, go::await);
        Thread closer = Thread.ofPlatform().start(scheduler::close);
        Eventually.waitsForAWhile(closer);

        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> scheduler.start(() -> {
        }));
        assertThat(scheduler.liveThreads()).isEqualTo(1);
    }

    @Test
    void threadOfTheFactoryIsRefusedAndHasEndedAfterwards() {
        Thread late = scheduler.threadFactory().newThread(() -> {
        });
        scheduler.close();

        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(late::start);
        assertThat(late.getState()).isEqualTo(Thread.State.TERMINATED);
    }

    @Test
    void executorRefusesAfterwards() {
        try (ExecutorService executor = scheduler.newThreadPerTaskExecutor()) {
            scheduler.close();

            assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> executor.execute(() -> {
            }));
        }
    }

    @Test
    void childThatWasMadeInsideIsRefusedAfterwards() throws Exception {
        Thread child = Inside.call(scheduler, () -> Thread.ofVirtual().unstarted(() -> {
        }));
        scheduler.close();

        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(child::start);
    }

    @Test
    void noCarrierThreadIsLeft() {
        scheduler.close();

        assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("closing-carrier-"));
    }

    @Test
    void everyCarrierIsOfflineAfterwards() {
        List<Carrier> carriers = Carriers.of(scheduler);
        scheduler.start(() -> {
        });
        scheduler.close();

        assertThat(carriers).hasSize(2).allMatch(carrier -> carrier.presence() % 2 == 0);
    }

    @Test
    void secondCloseReturns() {
        scheduler.close();
        scheduler.close();

        assertThat(scheduler).hasToString("closing[closed]");
    }

    @Test
    void everyOneOfManyClosersWaits() {
        Inside.start(scheduler, go::await);
        List<Thread> closers = new ArrayList<>();
        AtomicInteger early = new AtomicInteger();
        for (int i = 0; i < 4; i++) {
            closers.add(Thread.ofPlatform().start(() -> {
                scheduler.close();
                early.addAndGet((int) scheduler.liveThreads());
            }));
        }
        closers.forEach(Eventually::waitsForAWhile);
        go.countDown();
        Eventually.ended(closers);

        assertThat(early).hasValue(0);
    }

    @Test
    void threadOfTheSchedulerCannotCloseIt() {
        assertThatIllegalStateException().isThrownBy(() -> Inside.run(scheduler, scheduler::close))
                .withMessage("close() waits for all threads of closing and was called by one of them; "
                        + "call it from outside.");
    }

    @Test
    void schedulerIsOpenAfterOneOfItsThreadsTriedToCloseIt() throws Exception {
        assertThatIllegalStateException().isThrownBy(() -> Inside.run(scheduler, scheduler::close));

        assertThat(Carriers.of(scheduler)).contains(Inside.call(scheduler, CurrentCarrier::get));
    }

    @Test
    void threadOfAnotherSchedulerMayCloseIt() throws Exception {
        CarrierScheduler other = CarrierScheduler.create();
        Inside.run(other, scheduler::close);
        Eventually.closed(other);

        assertThat(scheduler).hasToString("closing[closed]");
    }

    @Test
    void interruptDoesNotEndTheWaitAndIsPendingAfterwards() {
        scheduler.start(this::awaitGoWhateverInterrupts);
        AtomicBoolean pending = new AtomicBoolean();
        Thread closer = Thread.ofPlatform().start(() -> {
            scheduler.close();
            pending.set(Thread.currentThread().isInterrupted());
        });
        Eventually.waitsForAWhile(closer);
        closer.interrupt();
        Eventually.holds("the interrupt was noticed and the wait goes on",
                () -> !closer.isInterrupted() && closer.getState() == Thread.State.TIMED_WAITING, closer);
        assertThat(scheduler.liveThreads()).isEqualTo(1);

        go.countDown();
        Eventually.ended(closer);
        assertThat(pending).isTrue();
    }

    @Test
    void interruptedCloserInterruptsTheThreadsThatItWaitsFor() {
        AtomicBoolean interrupted = new AtomicBoolean();
        Thread sleeping = scheduler.start(() -> interrupted.set(isInterruptedInItsSleep()));
        Eventually.holds("it sleeps", () -> sleeping.getState() == Thread.State.TIMED_WAITING);
        Thread closer = Thread.ofPlatform().start(scheduler::close);
        Eventually.waitsForAWhile(closer);
        closer.interrupt();
        Eventually.ended(closer);

        assertThat(interrupted).isTrue();
    }

    private void awaitGoWhateverInterrupts() {
        while (go.getCount() != 0) {
            try {
                go.await();
            } catch (InterruptedException e) {
                // It waits on.
            }
        }
    }

    private static boolean isInterruptedInItsSleep() {
        try {
            Thread.sleep(Long.MAX_VALUE);
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    @Test
    void threadIsEitherRefusedOrWaitedForWhenStartsRaceWithClose() throws Exception {
        for (int round = 0; round < 200; round++) {
            AtomicInteger accepted = new AtomicInteger();
            AtomicInteger ended = new AtomicInteger();
            CountDownLatch ready = new CountDownLatch(1);
            CarrierScheduler raced = CarrierScheduler.create(SchedulerConfig.defaults().withCarriers(2));
            Thread starter = Thread.ofPlatform().start(() -> startUntilRefused(raced, ready, accepted, ended));
            ready.await();
            Eventually.closed(raced);
            int endedAtClose = ended.get();
            Eventually.ended(starter);

            assertThat(endedAtClose).isEqualTo(accepted.get());
        }
    }

    private static void startUntilRefused(CarrierScheduler raced, CountDownLatch ready, AtomicInteger accepted,
            AtomicInteger ended) {
        try {
            while (true) {
                raced.start(ended::getAndIncrement);
                accepted.getAndIncrement();
                ready.countDown();
            }
        } catch (RejectedExecutionException e) {
            // The scheduler is closed: this is what the test waits for.
        }
    }
}
