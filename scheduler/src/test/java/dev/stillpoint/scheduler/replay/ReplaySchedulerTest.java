// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.stillpoint.scheduler.Eventually;
import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplaySchedulerTest {
    private final ReplayScheduler replay = new ReplayScheduler(2);
    private final List<String> steps = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void close() {
        replay.close();
    }

    @Test
    void startedThreadDoesNothingByItself() {
        Thread thread = replay.start("a", () -> step("ran"));

        assertThat(replay.isRunnable(thread)).isTrue();
        assertThat(steps).isEmpty();
    }

    @Test
    void threadRunsOnTheCarrierThatTheScriptNames() {
        Thread thread = replay.start("a", () -> step("ran"));
        replay.run(thread, 1);

        assertThat(steps).containsExactly("ran on replay-carrier-1");
    }

    @Test
    void stepEndsWhenTheThreadUnmounts() {
        Thread thread = replay.start("a", () -> {
            step("first");
            Thread.yield();
            step("second");
        });
        replay.run(thread, 0);
        assertThat(steps).containsExactly("first on replay-carrier-0");

        replay.run(thread, 0);
        assertThat(steps).containsExactly("first on replay-carrier-0", "second on replay-carrier-0");
    }

    @Test
    void unguardedThreadResumesWhereTheScriptSays() {
        Thread thread = replay.start("a", () -> {
            Thread.yield();
            step("second");
        });
        replay.run(thread, 0);
        replay.run(thread, 1);

        assertThat(steps).containsExactly("second on replay-carrier-1");
    }

    @Test
    void scriptDecidesTheOrder() {
        Thread a = replay.start("a", () -> step("a"));
        Thread b = replay.start("b", () -> step("b"));
        replay.run(b, 0);
        replay.run(a, 0);

        assertThat(steps).containsExactly("b on replay-carrier-0", "a on replay-carrier-0");
    }

    @Test
    void parkedThreadIsNotRunnableUntilItIsUnparked() {
        Thread thread = replay.start("a", LockSupport::park);
        replay.run(thread, 0);
        assertThat(replay.isRunnable(thread)).isFalse();

        LockSupport.unpark(thread);
        assertThat(replay.isRunnable(thread)).isTrue();
    }

    @Test
    void stepWaitsForAThreadThatIsAboutToBecomeRunnable() {
        Thread thread = replay.start("a", () -> {
            LockSupport.parkNanos(1_000_000);
            step("woke");
        });
        replay.run(thread, 0);
        replay.run(thread, 0);

        assertThat(steps).containsExactly("woke on replay-carrier-0");
    }

    @Test
    void childOfAReplayedThreadIsReplayedToo() {
        Thread[] child = new Thread[1];
        Thread parent = replay.start("parent", () -> child[0] = Thread.startVirtualThread(() -> step("child")));
        replay.run(parent, 0);
        assertThat(steps).isEmpty();

        replay.run(child[0], 1);
        assertThat(steps).containsExactly("child on replay-carrier-1");
    }

    @Test
    void carrierIsOnlineOnlyWhileSomethingIsMounted() {
        int[] during = new int[1];
        Thread thread = replay.start("a", () -> during[0] = CurrentCarrier.get().presence());
        replay.run(thread, 0);

        assertThat(during[0] % 2).isEqualTo(1);
        assertThat(replay.carrier(0).carrier().presence() % 2).isZero();
    }

    // -- homes

    @Test
    void guardHolderIsRefusedElsewhere() {
        Thread holder = replay.start("reader", () -> holdOverAYield());
        replay.run(holder, 0);

        assertThatExceptionOfType(MigrationRefusedException.class).isThrownBy(() -> replay.run(holder, 1))
                .withMessage("reader holds a read guard and resumes on replay-carrier-0 only, not on replay-carrier-1");
    }

    @Test
    void refusalRunsNothingAndLeavesTheThreadRunnableAtHome() {
        Thread holder = replay.start("reader", () -> holdOverAYield());
        replay.run(holder, 0);
        assertThatExceptionOfType(MigrationRefusedException.class).isThrownBy(() -> replay.run(holder, 1));
        assertThat(steps).isEmpty();

        replay.run(holder, 0);
        assertThat(steps).containsExactly("released on replay-carrier-0");
    }

    @Test
    void threadThatEndsWithAGuardOpenIsAnAnomaly() {
        Thread leaker = replay.start("leaker", () -> CurrentCarrier.get().registers().hold());
        replay.run(leaker, 0);

        assertThat(replay.anomalies()).containsExactly("leaker ended with 1 open guard(s)");
    }

    @Test
    void rightScriptHasNoAnomaly() {
        Thread holder = replay.start("reader", () -> holdOverAYield());
        replay.run(holder, 0);
        replay.run(holder, 0);

        assertThat(replay.anomalies()).isEmpty();
    }

    // -- pauses

    @Test
    void pauseGivesControlBackWithoutAnUnmount() {
        Thread thread = replay.start("a", () -> {
            step("before");
            ReplayScheduler.pause();
            step("after");
        });
        replay.run(thread, 0);
        assertThat(steps).containsExactly("before on replay-carrier-0");
        assertThat(replay.carrier(0).carrier().presence() % 2).isEqualTo(1);

        replay.run(thread, 0);
        assertThat(steps).containsExactly("before on replay-carrier-0", "after on replay-carrier-0");
    }

    @Test
    void otherCarrierRunsDuringAPause() {
        Thread paused = replay.start("paused", ReplayScheduler::pause);
        Thread other = replay.start("other", () -> step("other"));
        replay.run(paused, 0);
        replay.run(other, 1);
        replay.run(paused, 0);

        assertThat(steps).containsExactly("other on replay-carrier-1");
    }

    @Test
    void carrierOfAPausedThreadIsTaken() {
        Thread paused = replay.start("paused", ReplayScheduler::pause);
        Thread other = replay.start("other", () -> step("other"));
        replay.run(paused, 0);

        assertThatIllegalStateException().isThrownBy(() -> replay.run(other, 0))
                .withMessageStartingWith("replay-carrier-0 is taken by ").withMessageContaining("paused");
        replay.run(paused, 0);
    }

    @Test
    void threadThatFoundItsCarrierTakenIsStillRunnable() {
        Thread paused = replay.start("paused", ReplayScheduler::pause);
        Thread other = replay.start("other", () -> step("other"));
        replay.run(paused, 0);
        assertThatIllegalStateException().isThrownBy(() -> replay.run(other, 0));
        replay.run(paused, 0);

        assertThat(replay.isRunnable(other)).isTrue();
        replay.run(other, 0);
        assertThat(steps).containsExactly("other on replay-carrier-0");
    }

    @Test
    void pauseIsForReplayedThreadsOnly() {
        assertThatIllegalStateException().isThrownBy(ReplayScheduler::pause)
                .withMessage("pause() is for threads that a replay runs");
    }

    // -- arguments and the end

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0})
    void atLeastOneCarrierIsNeeded(int carriers) {
        assertThatIllegalArgumentException().isThrownBy(() -> new ReplayScheduler(carriers))
                .withMessage("A replay needs at least one carrier, not " + carriers);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 2})
    void carrierThatDoesNotExistIsRefusedAndTheThreadStaysRunnable(int carrier) {
        Thread thread = replay.start("a", () -> step("ran"));

        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> replay.run(thread, carrier));
        assertThat(replay.isRunnable(thread)).isTrue();
    }

    @Test
    void closeEndsTheCarriers() {
        replay.close();

        assertThatNoCarrierIsLeft();
    }

    @Test
    void closeEndsTheCarrierOfAPausedThread() {
        Thread paused = replay.start("paused", ReplayScheduler::pause);
        replay.run(paused, 0);
        replay.close();

        assertThatNoCarrierIsLeft();
    }

    private static void assertThatNoCarrierIsLeft() {
        Eventually.holds("no carrier of a replay is left", () -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("replay-carrier-")));
    }

    private void holdOverAYield() {
        Carrier carrier = CurrentCarrier.get();
        carrier.registers().begin();
        carrier.registers().stamp(0);
        Thread.yield();
        carrier.registers().release();
        step("released");
    }

    private void step(String name) {
        steps.add(name + " on " + CurrentCarrier.get());
    }

    @Test
    void aScriptThatAsksForWhatIsNotThereIsToldSo() {
        try (ReplayScheduler replay = new ReplayScheduler(2)) {
            Thread thread = replay.start("paused", ReplayScheduler::pause);
            assertThatExceptionOfType(NullPointerException.class).isThrownBy(() -> replay.run(null, 0));
            assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> replay.run(thread, 2))
                    .withMessage("There is no carrier 2: this replay has those from 0 to 1.");
            replay.run(thread, 0);
            assertThatIllegalStateException().isThrownBy(() -> replay.run(thread, 1))
                    .withMessageContaining("paused on another carrier");
            replay.run(thread, 0);
        }
    }

    /** The first step ends after its script has given up. */
    @Test
    void aStepThatWasGivenUpIsNotTakenForTheNext() throws InterruptedException {
        AtomicInteger steps = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        try (ReplayScheduler replay = new ReplayScheduler(1)) {
            Thread thread = replay.start("two steps", () -> {
                while (go.getCount() != 0) {
                    Thread.onSpinWait();
                }
                steps.incrementAndGet();
                ReplayScheduler.pause();
                steps.incrementAndGet();
            });
            Thread.currentThread().interrupt();
            assertThatIllegalStateException().isThrownBy(() -> replay.run(thread, 0))
                    .withMessage("The script was interrupted");
            assertThat(Thread.interrupted()).isTrue();
            Thread other = replay.start("other", () -> {
            });
            assertThatIllegalStateException().isThrownBy(() -> replay.run(other, 0))
                    .withMessageContaining("The step before has not ended");
            go.countDown();
            Eventually.holds("the first step has ended", () -> replay.isPaused(thread), thread);
            replay.run(thread, 0);
            assertThat(steps.get()).isEqualTo(2);
            assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
            replay.run(other, 0);
        }
    }
}
