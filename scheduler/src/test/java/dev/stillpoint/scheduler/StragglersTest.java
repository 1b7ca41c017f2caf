// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stillpoint.scheduler.fixture.LoggedMessages;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A scheduler that closes says whom it waits for, and waits no longer than it is told to. */
class StragglersTest {
    private final CarrierScheduler scheduler =
            CarrierScheduler.create(SchedulerConfig.defaults().withName("straggling").withCarriers(2));
    private final CountDownLatch go = new CountDownLatch(1);
    private final AtomicBoolean interrupted = new AtomicBoolean();
    private final LoggedMessages logged = LoggedMessages.of("dev.stillpoint.scheduler");

    @AfterEach
    void close() {
        go.countDown();
        Eventually.closed(scheduler);
        logged.close();
    }

    @Test
    void closeNamesTheThreadsThatItWaitsForAndShowsWhereTheFirstOneIs() {
        startStraggler();
        Thread closer = Thread.ofPlatform().start(scheduler::close);
        Eventually.holds("the log says whom it waits for", () -> logged.texts().size() >= 2, closer);

        assertThat(logged.texts().getFirst())
                .startsWith("Scheduler straggling has been closing for 1 s and waits for 1 thread(s): #")
                .contains("\"late\"").contains("StragglersTest").contains("shutdownNow()");
        assertThat(logged.texts().get(1)).contains("for 3 s");
        go.countDown();
        Eventually.ended(closer);
    }

    /** Close waits for threads before what the body has thrown is seen: the log tells that, and for whom. */
    @Test
    void whatABodyHasThrownIsThrownAfterAWaitThatIsTold() {
        IllegalArgumentException thrown = new IllegalArgumentException("thrown by the body");
        AtomicReference<Throwable> caught = new AtomicReference<>();
        Thread user = Thread.ofPlatform().start(() -> {
            try (scheduler) {
                startStraggler();
                throw thrown;
            } catch (IllegalArgumentException e) {
                caught.set(e);
            }
        });
        Eventually.holds("the log says whom it waits for", () -> !logged.texts().isEmpty(), user);

        assertThat(logged.texts().getFirst()).contains("waits for 1 thread(s)", "\"late\"");
        assertThat(caught.get()).isNull();
        go.countDown();
        Eventually.ended(user);
        assertThat(caught.get()).isSameAs(thrown).hasNoSuppressedExceptions();
    }

    @Test
    void closeThatTakesLessThanASecondSaysNothing() {
        startStraggler();
        go.countDown();
        scheduler.close();

        assertThat(logged.texts()).isEmpty();
    }

    @Test
    void boundedCloseGivesUpAndLeavesTheSchedulerShutDown() {
        Thread straggler = startStraggler();
        assertThat(scheduler.close(Duration.ofMillis(20))).isFalse();
        assertThat(scheduler.close(Duration.ofSeconds(Long.MIN_VALUE))).isFalse();

        assertThat(straggler.isAlive()).isTrue();
        assertThat(scheduler.isShutdown()).isTrue();
        assertThat(scheduler.isTerminated()).isFalse();
        assertThat(scheduler.statistics().carriers()).hasSize(2);
        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> scheduler.start(() -> {
        }));
    }

    @Test
    void boundedCloseCanBeRepeatedAfterShutdownNow() {
        startStraggler();
        assertThat(scheduler.close(Duration.ZERO)).isFalse();
        scheduler.shutdownNow();

        assertThat(scheduler.close(Duration.ofSeconds(30))).isTrue();
        assertThat(interrupted).isTrue();
        assertThat(scheduler.statistics().carriers()).isEmpty();
    }

    private Thread startStraggler() {
        Thread thread = scheduler.threadFactory().newThread(() -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                interrupted.set(true);
            }
        });
        thread.setName("late");
        thread.start();
        Eventually.waits(thread);
        return thread;
    }
}
