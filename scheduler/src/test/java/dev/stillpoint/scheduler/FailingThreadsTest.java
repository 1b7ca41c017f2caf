// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import dev.stillpoint.scheduler.fixture.LoggedMessages;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever a thread throws, its carrier goes on with the next one. */
class FailingThreadsTest {
    private static final int CARRIERS = 2;
    private static final int FAILURES = 100;

    private final CarrierScheduler scheduler = CarrierScheduler
            .create(SchedulerConfig.defaults().withName("failing").withCarriers(CARRIERS));

    @AfterEach
    void close() {
        Eventually.closed(scheduler);
    }

    @Test
    void uncaughtExceptionGoesToTheHandlerOfTheThread() {
        assertThat(failures(() -> {
            throw new IllegalStateException("on purpose");
        })).isEqualTo(FAILURES);
    }

    @Test
    void aHandlerThatThrowsIsToldAndNotTakenForALostThread() {
        try (LoggedMessages logged = LoggedMessages.of("dev.stillpoint.scheduler")) {
            Thread thread = scheduler.threadFactory().newThread(() -> {
                throw new IllegalStateException("on purpose");
            });
            thread.setUncaughtExceptionHandler((failed, cause) -> {
                throw new IllegalArgumentException("the handler");
            });
            thread.start();
            Eventually.ended(thread);
            Eventually.holds("it is told", () -> logged.texts().stream()
                    .anyMatch(text -> text.contains("has ended, and what was called at its end threw")), thread);
            assertThat(logged.texts()).noneMatch(text -> text.contains("may be lost"));
        }
    }

    @Test
    void carriersSurviveUncaughtExceptions() throws Exception {
        failures(() -> {
            throw new IllegalStateException("on purpose");
        });

        assertThatEveryCarrierRuns();
    }

    @Test
    void carriersSurviveErrors() throws Exception {
        failures(() -> {
            throw new OutOfMemoryError("on purpose");
        });

        assertThatEveryCarrierRuns();
    }

    @Test
    void carriersSurviveStackOverflows() throws Exception {
        int failures = failures(() -> FailingThreadsTest.deep(1));

        assertThat(failures).isEqualTo(FAILURES);
        assertThatEveryCarrierRuns();
    }

    @Test
    void carriersSurviveAFailureAfterAPark() throws Exception {
        failures(() -> {
            LockSupport.parkNanos(1_000);
            throw new IllegalStateException("on purpose");
        });

        assertThatEveryCarrierRuns();
    }

    @Test
    void carriersSurviveInterruptsOfTheirPlatformThreads() throws Exception {
        platformThreads().forEach(Thread::interrupt);

        assertThatEveryCarrierRuns();
    }

    /** One that waits for sockets is in a call of the operating system, which no interrupt ends. */
    @Test
    void interruptedCarrierSleepsAgain() {
        scheduler.close();
        try (CarrierScheduler parking = CarrierScheduler.create(SchedulerConfig.defaults().withName("failing")
                .withCarriers(CARRIERS).withSocketsOnCarriers(false))) {
            List<Thread> carriers = platformThreads();
            carriers.forEach(Thread::interrupt);

            for (Thread carrier : carriers) {
                Eventually.holds(carrier + " of " + parking + " sleeps and its interrupt is gone",
                        () -> carrier.getState() == Thread.State.WAITING && !carrier.isInterrupted());
            }
        }
    }

    @Test
    void failedThreadHasEnded() {
        failures(() -> {
            throw new IllegalStateException("on purpose");
        });

        Eventually.holds("no thread is live", () -> scheduler.liveThreads() == 0);
    }

    /** Starts threads that fail. @return how many failures reached the threads' own handlers */
    private int failures(Runnable failing) {
        AtomicInteger caught = new AtomicInteger();
        List<Thread> threads = IntStream.range(0, FAILURES)
                .mapToObj(i -> scheduler.threadFactory().newThread(failing)).toList();
        for (Thread thread : threads) {
            thread.setUncaughtExceptionHandler((failed, cause) -> caught.getAndIncrement());
            thread.start();
        }
        Eventually.ended(threads);
        return caught.get();
    }

    private static List<Thread> platformThreads() {
        List<Thread> carriers = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("failing-carrier-")).toList();
        assertThat(carriers).hasSize(CARRIERS);
        return carriers;
    }

    /** Each of so many threads as there are carriers waits, mounted, until all of them are. */
    private void assertThatEveryCarrierRuns() throws Exception {
        CountDownLatch mounted = new CountDownLatch(CARRIERS);
        Inside.runMany(scheduler, CARRIERS, () -> {
            assertThat(CurrentCarrier.get().holds()).isZero();
            mounted.countDown();
            while (mounted.getCount() != 0) {
                Thread.onSpinWait();
            }
        });
    }

    private static int deep(int depth) {
        return depth == Integer.MAX_VALUE ? 0 : depth + deep(depth + 1);
    }
}
