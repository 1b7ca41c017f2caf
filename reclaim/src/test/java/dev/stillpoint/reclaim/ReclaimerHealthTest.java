// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.Gate;
import dev.stillpoint.reclaim.support.OpenReader;
import dev.stillpoint.reclaim.support.ThreadKind;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a probe is told in each state of a reclaimer. */
class ReclaimerHealthTest {

    /** Longer than a test takes. */
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(50);

    @ParameterizedTest
    @EnumSource
    void aReclaimerThatHasNothingToDoIsAlive(ThreadKind kind) throws InterruptedException {
        try (Reclaimer reclaimer = create()) {
            reclaimer.retire(() -> {
            }, 8);
            reclaimer.barrier();
            awaitRest(reclaimer);
            kind.run(() -> assertThat(reclaimer.health(SHORT))
                    .isEqualTo(new ReclaimerHealth(true, "Everything that was retired is freed.")));
        }
    }

    @Test
    void oneThatWaitsForAReaderIsAliveForAsLongAsTheCallerIsPatient() throws InterruptedException {
        try (Reclaimer reclaimer = create(); OpenReader reader = OpenReader.on(ThreadKind.CARRIER)) {
            reclaimer.retire(() -> {
            }, 8);
            Await.until("it has waited for too long", () -> !reclaimer.health(SHORT).alive()
                    && reclaimer.health(SHORT).reason().contains("readers do not leave"));

            assertThat(reclaimer.health(LONG).alive()).isTrue();
            assertThat(reclaimer.health(LONG).reason()).startsWith("It is at work, and has waited for ");
            assertThat(reclaimer.health(ReclaimerConfig.NEVER).alive()).isTrue();
            assertThat(reclaimer.statistics().standstill()).isGreaterThanOrEqualTo(SHORT);
            reader.leave();
            reclaimer.barrier();
            awaitRest(reclaimer);
            assertThat(reclaimer.statistics().standstill()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneWhoseThreadHangsInUserCodeIsNotAlive(ThreadKind kind) throws InterruptedException {
        try (Reclaimer reclaimer = create(); Gate hangs = new Gate(); Gate mayReturn = new Gate()) {
            reclaimer.retire(() -> {
                hangs.open();
                mayReturn.await();
            }, 8);
            hangs.await();
            Await.until("it has not moved for too long", () -> !reclaimer.health(SHORT).alive());

            kind.run(() -> {
                assertThat(reclaimer.health(SHORT).reason()).startsWith("No progress for ")
                        .contains("a reclaim(), a demote() or a listener does not return");
                ScopedQsbr.run(() -> assertThat(reclaimer.health(SHORT).alive()).isFalse());
            });
            assertThat(reclaimer.health(LONG).alive()).as("it has not hung for long").isTrue();
            mayReturn.open();
            awaitRest(reclaimer);
            assertThat(reclaimer.health(SHORT).alive()).isTrue();
        }
    }

    /** Waits until everything is freed, and the reclaimer has noticed. */
    private static void awaitRest(Reclaimer reclaimer) {
        Await.until("everything is freed",
                () -> reclaimer.health(LONG).reason().equals("Everything that was retired is freed."));
    }

    @Test
    void anExecutorThatDoesNotRunWhatItGetsIsNamed() {
        try (Reclaimer reclaimer = Reclaimer.create(config().withExecutor(_ -> {
        }))) {
            reclaimer.retire(() -> {
            }, 8);
            Await.until("the executor is named", () -> reclaimer.health(SHORT).reason().contains("the executor"));
            assertThat(reclaimer.health(SHORT).alive()).isFalse();
        }
    }

    @Test
    void oneThatIsClosingOrClosedIsNotAlive() throws InterruptedException {
        Reclaimer reclaimer = create();
        try (OpenReader reader = OpenReader.on(ThreadKind.PLATFORM)) {
            reclaimer.retire(() -> {
            }, 8);
            assertThat(reclaimer.close(Duration.ZERO)).isFalse();
            assertThat(reclaimer.health(LONG).alive()).isFalse();
            assertThat(reclaimer.health(LONG).reason()).startsWith("It is closing");
            reader.leave();
        }
        reclaimer.close();

        assertThat(reclaimer.health(ReclaimerConfig.NEVER))
                .isEqualTo(new ReclaimerHealth(false, "It is closed, and everything that was retired is freed."));
    }

    @Test
    void patienceThatIsNoneIsRefused() {
        try (Reclaimer reclaimer = create()) {
            assertThatThrownBy(() -> reclaimer.health(null)).isInstanceOf(NullPointerException.class);
            for (Duration none : new Duration[] {Duration.ZERO, Duration.ofNanos(-1)}) {
                assertThatThrownBy(() -> reclaimer.health(none)).isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("patience must be positive: " + none);
            }
        }
    }

    // -- states that a reclaimer is not brought into by its callers

    @Test
    void oneWhoseThreadDoesNotRunIsNotAlive() {
        Parts parts = new Parts();

        assertThat(parts.check.look(Long.MAX_VALUE)).isEqualTo(
                new ReclaimerHealth(false, "Its thread does not run, so nothing that is retired will be freed."));
    }

    @ParameterizedTest
    @CsvSource({"IDLE, its thread gets no processor", "WAITING_FOR_WRITER, a replace() has begun",
            "WAITING_FOR_IO, an I/O operation", "WAITING_FOR_EXECUTOR, the executor", "FREEING, a reclaim()"})
    void whatItWaitsForIsNamed(ReclaimerState state, String named) {
        Parts parts = new Parts();
        parts.thread.start();
        try {
            parts.watched.enter(state);
            parts.retired.addToInbox(new Version("never taken", 8), 8);
            Await.until("it has waited for too long", () -> !parts.check.look(SHORT.toNanos()).alive());

            assertThat(parts.check.look(SHORT.toNanos()).reason()).contains(named);
            assertThat(parts.check.look(LONG.toNanos()).alive()).isTrue();
        } finally {
            parts.thread.beginToClose();
        }
    }

    /** A check whose thread is one reclaimer's, and what it watches another's, which never moves. */
    private static final class Parts {

        private final ReclaimerProgress watched = new ReclaimerProgress();
        private final RetireQueues retired = new RetireQueues();
        private final ReclaimerThread thread;
        private final HealthCheck check;

        Parts() {
            Backlog backlog = new Backlog("watched", BacklogLimits.defaults(), retired);
            RetireQueues others = new RetireQueues();
            thread = new ReclaimerThread(config(), others, new Backlog("other", BacklogLimits.defaults(), others),
                    new ReclaimerProgress(), () -> {
                    });
            Standstill standstill = new Standstill(watched, backlog);
            check = new HealthCheck(thread, watched, standstill,
                    new StallReporter(config(), watched, standstill, backlog, thread.demoter()));
        }
    }

    private static ReclaimerConfig config() {
        return ReclaimerConfig.defaults().withName("probed").withStallAfter(ReclaimerConfig.NEVER);
    }

    private static Reclaimer create() {
        return Reclaimer.create(config());
    }
}
