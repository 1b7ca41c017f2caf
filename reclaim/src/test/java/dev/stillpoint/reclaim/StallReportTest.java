// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.reclaim.StallReport.Cause;
import dev.stillpoint.reclaim.StallReport.Role;
import dev.stillpoint.reclaim.StallReport.Suspect;
import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.Background;
import dev.stillpoint.reclaim.support.Gate;
import dev.stillpoint.reclaim.support.OpenReader;
import dev.stillpoint.reclaim.support.ThreadKind;
import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.SchedulerConfig;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever holds memory back is found and named, again and again, until it is over. */
class StallReportTest {

    private final Heard heard = new Heard();
    private final CarrierScheduler scheduler = CarrierScheduler
            .create(SchedulerConfig.defaults().withName("stalled").withCarriers(1));

    private static final class Heard implements ReclaimerListener {

        final List<StallReport> reports = new CopyOnWriteArrayList<>();
        final List<StallReport> ended = new CopyOnWriteArrayList<>();

        @Override
        public void stalled(StallReport report) {
            reports.add(report);
        }

        @Override
        public void stallEnded(StallReport lastReport) {
            ended.add(lastReport);
            throw new IllegalStateException("a listener that fails");
        }
    }

    private ReclaimerConfig config() {
        return ReclaimerConfig.defaults().withName("watched").withListener(heard)
                .withStallAfter(Duration.ofMillis(40));
    }

    @AfterEach
    void close() {
        scheduler.close();
    }

    /** The first report on what the reclaimer waits for. Before it, its thread may have waited for a processor. */
    private StallReport firstReport() {
        Await.until("a stall is reported", () -> reportsOnOthers().findFirst().isPresent());
        return reportsOnOthers().findFirst().orElseThrow();
    }

    private Stream<StallReport> reportsOnOthers() {
        return heard.reports.stream().filter(report -> report.cause() != Cause.RECLAIMER);
    }

    private Stream<StallReport> endOnReaders() {
        return heard.ended.stream().filter(report -> report.cause() == Cause.READERS);
    }

    private void assertThatItEnds() {
        Await.until("its end is reported", () -> !heard.ended.isEmpty());
    }

    @Test
    void aReaderThatLoopsIsNamedWithItsStack() throws InterruptedException {
        try (Reclaimer reclaimer = Reclaimer.create(config()); Gate stop = new Gate(); Gate inside = new Gate()) {
            Thread reader = scheduler.threadFactory().newThread(() -> ScopedQsbr.run(() -> {
                inside.open();
                loopUntil(stop);
            }));
            reader.setName("the-looping-reader");
            reader.start();
            inside.await();
            reclaimer.retire(() -> {
            }, 4096);

            StallReport report = firstReport();
            assertThat(report.cause()).isEqualTo(Cause.READERS);
            assertThat(report.state()).isEqualTo(ReclaimerState.WAITING_FOR_GRACE_PERIOD);
            assertThat(report.reclaimer()).isEqualTo("watched");
            assertThat(report.unreclaimedBytes()).isEqualTo(4096);
            assertThat(report.unreclaimedObjects()).isEqualTo(1);
            assertThat(report.gracePeriod()).isPositive();
            assertThat(report.gracePeriodAge()).isPositive();
            assertThat(report.duration()).isGreaterThanOrEqualTo(Duration.ofMillis(40));
            assertThat(report.suspects()).singleElement().satisfies(suspect -> {
                assertThat(suspect.role()).isEqualTo(Role.READS);
                assertThat(suspect.carrier()).isEqualTo("stalled-carrier-0");
                assertThat(suspect.thread()).contains("the-looping-reader");
                assertThat(suspect.holds()).isEqualTo(1);
                assertThat(suspect.since()).isLessThan(report.gracePeriod());
                assertThat(suspect.stack()).anyMatch(frame -> frame.getMethodName().equals("loopUntil"));
            });
            assertThat(report.text()).contains("watched is stalled", "the-looping-reader", "loopUntil",
                    "stalled-carrier-0", "4096 bytes, 1 objects", "1 guard(s)", "Shorten the read sections");
            stop.open();
            assertThatItEnds();
        }
    }

    private static void loopUntil(Gate stop) {
        while (!stop.isOpen()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void readersThatAreParkedAreNamedWithTheirStacks() throws InterruptedException {
        try (Reclaimer reclaimer = Reclaimer.create(config()); Gate gate = new Gate()) {
            for (int i = 0; i < 3; i++) {
                Gate inside = new Gate();
                Thread reader = scheduler.threadFactory().newThread(() -> ScopedQsbr.run(() -> ScopedQsbr.run(() -> {
                    inside.open();
                    gate.await();
                })));
                reader.setName("parked-" + i);
                reader.start();
                inside.await();
            }
            reclaimer.retire(() -> {
            }, 1);

            StallReport report = firstReport();
            assertThat(report.cause()).isEqualTo(Cause.READERS);
            assertThat(report.suspects()).extracting(Suspect::role).containsOnly(Role.PARKED);
            assertThat(report.suspects()).extracting(Suspect::holds).containsOnly(2);
            assertThat(report.text()).contains("parked-0", "parked-1", "parked-2", "Gate.await");
            gate.open();
            assertThatItEnds();
        }
    }

    @Test
    void aReaderWithoutANameOfItsOwnIsCalledAfterItsScheduler() throws InterruptedException {
        try (Reclaimer reclaimer = Reclaimer.create(config()); Gate inside = new Gate(); Gate gate = new Gate()) {
            Thread reader = scheduler.start(() -> ScopedQsbr.run(() -> {
                inside.open();
                gate.await();
            }));
            inside.await();
            reclaimer.retire(() -> {
            }, 1);

            String named = "#" + reader.threadId() + " \"stalled-thread\"";
            assertThat(firstReport().text()).contains(named);
            gate.open();
            assertThatItEnds();
        }
    }

    @Test
    void aThreadThatDoesNotUnmountIsNamedWhereNothingIsForced() throws InterruptedException {
        try (Reclaimer reclaimer = Reclaimer.create(config().withForceAfter(ReclaimerConfig.NEVER));
                Gate stop = new Gate();
                Gate runs = new Gate()) {
            scheduler.start(() -> {
                runs.open();
                loopUntil(stop);
            });
            runs.await();
            reclaimer.retire(() -> {
            }, 1);

            StallReport report = firstReport();
            assertThat(report.suspects()).extracting(Suspect::role).containsExactly(Role.RUNS);
            assertThat(report.text()).contains("runs without a guard and does not unmount", "loopUntil");
            stop.open();
            assertThatItEnds();
        }
    }

    @ParameterizedTest
    @EnumSource(names = "CARRIER", mode = EnumSource.Mode.EXCLUDE)
    void visitorsAreCountedAndNamedWithTheirStacks(ThreadKind kind) throws InterruptedException {
        try (Reclaimer reclaimer = Reclaimer.create(config()); OpenReader reader = OpenReader.on(kind)) {
            reclaimer.retire(() -> {
            }, 1);

            StallReport report = firstReport();
            assertThat(report.cause()).isEqualTo(Cause.READERS);
            assertThat(report.visitors()).isEqualTo(1);
            assertThat(report.readers()).singleElement().satisfies(suspect -> {
                assertThat(suspect.role()).isEqualTo(Role.READS);
                assertThat(suspect.carrier()).isNull();
                assertThat(suspect.thread()).contains(kind == ThreadKind.DEFAULT_VIRTUAL
                        ? "test-virtual"
                        : "test-" + kind.name().toLowerCase(Locale.ROOT));
                assertThat(suspect.holds()).isEqualTo(1);
                assertThat(suspect.since()).isLessThan(report.gracePeriod());
                assertThat(suspect.stack()).anyMatch(frame -> frame.getClassName().contains("OpenReader"));
            });
            reader.leave();
            assertThatItEnds();
        }
    }

    @Test
    void aCallbackThatBlocksIsNamedWithItsStack() {
        try (Reclaimer reclaimer = Reclaimer.create(config()); Gate gate = new Gate()) {
            reclaimer.retire(() -> blockAt(gate), 1);
            StallReport report = firstReport();
            assertThat(report.cause()).isEqualTo(Cause.CALLBACK);
            assertThat(report.state()).isEqualTo(ReclaimerState.FREEING);
            assertThat(report.suspects()).singleElement().satisfies(suspect -> {
                assertThat(suspect.role()).isEqualTo(Role.FREES);
                assertThat(suspect.stack()).anyMatch(frame -> frame.getMethodName().equals("blockAt"));
            });
            gate.open();
            assertThatItEnds();
        }
    }

    private static void blockAt(Gate gate) {
        gate.await();
    }

    /** Its own method may throw, or take longer than whoever closes is willing to wait. */
    @Test
    void aReaderWhoseClassAnswersForItsStackIsNamedWithTheStackThatItHas() throws InterruptedException {
        try (Reclaimer reclaimer = Reclaimer.create(config()); Gate stop = new Gate(); Gate inside = new Gate()) {
            Thread reader = new Thread(() -> ScopedQsbr.run(() -> {
                inside.open();
                loopUntil(stop);
            })) {

                @Override
                public StackTraceElement[] getStackTrace() {
                    throw new IllegalStateException("on purpose");
                }
            };
            reader.setDaemon(true);
            reader.start();
            inside.await();
            reclaimer.retire(() -> {
            }, 1);
            assertThat(firstReport().suspects()).singleElement().satisfies(suspect -> assertThat(suspect.stack())
                    .anyMatch(frame -> frame.getMethodName().equals("loopUntil")));
            stop.open();
            assertThatItEnds();
            reader.join();
        }
    }

    /** The reader has left meanwhile: not it is what holds memory back. */
    @Test
    void aDemotionThatHangsIsNamedWithItsStack() throws InterruptedException {
        DemotionLimits atOnce = new DemotionLimits(Duration.ZERO, 1);
        try (Reclaimer reclaimer = Reclaimer.create(config().withDemotion(atOnce)); Gate hangs = new Gate();
                Gate stop = new Gate(); OpenReader reader = OpenReader.on(ThreadKind.PLATFORM)) {
            reclaimer.retire(new Reclaimable() {

                @Override
                public void reclaim() {
                    // There is nothing to free.
                }

                @Override
                public @Nullable Demoted demote() {
                    hangs.open();
                    stop.await();
                    return null;
                }

                @Override
                public long byteSize() {
                    return 64;
                }
            });
            hangs.await();
            reader.leave();
            Await.until("what hangs is reported",
                    () -> heard.reports.stream().anyMatch(report -> report.cause() == Cause.CALLBACK));
            StallReport report = heard.reports.stream().filter(told -> told.cause() == Cause.CALLBACK).findFirst()
                    .orElseThrow();
            assertThat(report.text()).contains("frees an object", ".demote(", "demoting and listeners");
            assertThat(reclaimer.health(Duration.ofMillis(1)).reason()).contains("a demote()");
            stop.open();
            assertThatItEnds();
        }
    }

    @Test
    void aListenerThatHangsIsNamedWithItsStack() {
        Gate hangs = new Gate();
        Gate stop = new Gate();
        try (Reclaimer reclaimer = Reclaimer.create(config().withListener(new HangingListener(hangs, stop))); hangs;
                stop) {
            reclaimer.retire(() -> {
            }, 64);
            hangs.await();
            StallReport report = firstReport();
            assertThat(report.cause()).isEqualTo(Cause.CALLBACK);
            assertThat(report.text()).contains("HangingListener.gracePeriodEnded");
            stop.open();
            assertThatItEnds();
        }
    }

    private final class HangingListener implements ReclaimerListener {

        private final Gate hangs;
        private final Gate stop;

        HangingListener(Gate hangs, Gate stop) {
            this.hangs = hangs;
            this.stop = stop;
        }

        @Override
        public void gracePeriodEnded(long gracePeriod, long nanos) {
            hangs.open();
            stop.await();
        }

        @Override
        public void stalled(StallReport report) {
            heard.stalled(report);
        }

        @Override
        public void stallEnded(StallReport lastReport) {
            heard.stallEnded(lastReport);
        }
    }

    @Test
    void anExecutorThatDoesNotRunTheBatchIsReported() {
        AtomicReference<Runnable> kept = new AtomicReference<>();
        Reclaimer reclaimer = Reclaimer.create(config().withExecutor(kept::set));
        reclaimer.retire(() -> {
        }, 1);
        assertThat(firstReport().cause()).isEqualTo(Cause.EXECUTOR);
        assertThat(firstReport().state()).isEqualTo(ReclaimerState.WAITING_FOR_EXECUTOR);
        Await.until("the batch is handed over", () -> kept.get() != null);
        kept.get().run();
        assertThatItEnds();
        reclaimer.close();
    }

    @Test
    void aCallbackThatThrowsStallsNothing() throws InterruptedException {
        try (Reclaimer reclaimer = Reclaimer.create(config())) {
            reclaimer.retire(() -> {
                throw new IllegalStateException("expected by the test");
            }, 1);
            reclaimer.barrier();
            assertThat(reclaimer.statistics().failedObjects()).isEqualTo(1);
            Await.until("nothing is left to wait for", () -> reclaimer.report().cause() == Cause.NOTHING);
        }
    }

    @Test
    void reportsComeAtGrowingIntervals() throws InterruptedException {
        try (Reclaimer reclaimer = Reclaimer.create(config());
                OpenReader reader = OpenReader.on(ThreadKind.PLATFORM)) {
            reclaimer.retire(() -> {
            }, 1);
            Await.until("three reports", () -> reportsOnOthers().count() >= 3);
            List<Duration> durations = reportsOnOthers().map(StallReport::duration).toList();
            Duration first = durations.get(0);
            Duration second = durations.get(1);
            Duration third = durations.get(2);
            assertThat(second).isGreaterThanOrEqualTo(first.multipliedBy(3));
            assertThat(third).isGreaterThanOrEqualTo(second.multipliedBy(3));
            reader.leave();
            assertThatItEnds();
            Await.until("each stall is counted once, however often it is reported",
                    () -> reclaimer.statistics().stalls() == heard.ended.size());
            assertThat(reclaimer.statistics().stalls()).isLessThan(heard.reports.size());
        }
    }

    @Test
    void theEndSaysHowLongTheStallWasInAll() throws InterruptedException {
        try (Reclaimer reclaimer = Reclaimer.create(config());
                OpenReader reader = OpenReader.on(ThreadKind.PLATFORM)) {
            reclaimer.retire(() -> {
            }, 1);
            Duration reported = firstReport().duration();
            long heardAt = System.nanoTime();
            Await.until("it lasts", () -> System.nanoTime() - heardAt > 50_000_000);
            Duration atLeast = reported.plusNanos(System.nanoTime() - heardAt);
            reader.leave();
            Await.until("its end is reported", () -> endOnReaders().findFirst().isPresent());
            assertThat(endOnReaders().findFirst().orElseThrow().duration()).isGreaterThanOrEqualTo(atLeast);
        }
    }

    // -- reports that somebody asks for

    @Test
    void whoIsHealthyIsNotCalledStalled() throws InterruptedException {
        try (Reclaimer reclaimer = Reclaimer.create(config())) {
            reclaimer.retire(() -> {
            }, 1);
            reclaimer.barrier();
            Await.until("it is idle", () -> reclaimer.report().state() == ReclaimerState.IDLE);
            StallReport report = reclaimer.report();
            assertThat(report.stalled()).isFalse();
            assertThat(report.cause()).isEqualTo(Cause.NOTHING);
            assertThat(report.duration()).isZero();
            assertThat(report.text()).startsWith("watched is not stalled: 0 bytes, 0 objects wait.")
                    .doesNotContain("processor");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoIsStalledSaysForHowLong(boolean watched) throws InterruptedException {
        ReclaimerConfig config = watched ? config() : config().withStallAfter(ReclaimerConfig.NEVER);
        try (Reclaimer reclaimer = Reclaimer.create(config);
                OpenReader reader = OpenReader.on(ThreadKind.PLATFORM)) {
            reclaimer.retire(() -> {
            }, 1);
            Await.until("it waits for the reader", () -> reclaimer.report().cause() == Cause.READERS);
            Duration before = reclaimer.report().duration();
            long start = System.nanoTime();
            Await.until("time passes", () -> System.nanoTime() - start > 60_000_000);
            StallReport report = reclaimer.report();
            assertThat(report.duration()).isGreaterThanOrEqualTo(before.plusMillis(60));
            assertThat(report.stalled()).isEqualTo(watched || report.duration().toSeconds() >= 3);
            assertThat(report.text()).contains(watched ? "is stalled for" : "is not stalled; it has waited for");
            reader.leave();
        }
    }

    @Test
    void readersAreNotBlamedWhereNoGracePeriodIsPending() {
        ReclaimerProgress progress = new ReclaimerProgress();
        RetireQueues queues = new RetireQueues();
        Backlog backlog = new Backlog("nobody", BacklogLimits.defaults(), queues);
        Demoter demoter = new ReclaimerThread(config(), queues, backlog, progress, () -> {
        }).demoter();
        StallReporter reporter = new StallReporter(config(), progress, new Standstill(progress, backlog), backlog,
                demoter);
        progress.enter(ReclaimerState.WAITING_FOR_GRACE_PERIOD);
        Await.until("no grace period of others is pending", () -> reporter.report().cause() == Cause.RECLAIMER);
    }

    /** Initialising this class waits for a gate, and keeps the carrier meanwhile. */
    private static final class KeepsItsCarrier {

        static {
            INITIALISES.open();
            MAY_GO_ON.await();
        }

        static void touch() {
            // The initialiser does it.
        }
    }

    private static final Gate INITIALISES = new Gate();
    private static final Gate MAY_GO_ON = new Gate();

    @Test
    void whoKeepsTheHomeOfARunnableReaderIsNamedWithItsStack() throws InterruptedException {
        try (Reclaimer reclaimer = Reclaimer.create(config()); Gate wake = new Gate(); Gate inside = new Gate()) {
            Thread reader = scheduler.threadFactory().newThread(() -> ScopedQsbr.run(() -> {
                inside.open();
                wake.await();
            }));
            reader.setName("the-reader");
            reader.start();
            inside.await();
            Await.until("the reader is parked", () -> Await.isWaiting(reader));
            Thread keeper = scheduler.threadFactory().newThread(KeepsItsCarrier::touch);
            keeper.setName("the-keeper");
            keeper.start();
            INITIALISES.await();
            wake.open();
            Await.until("the reader could run", () -> reader.getState() == Thread.State.RUNNABLE);
            reclaimer.retire(() -> {
            }, 1);

            StallReport report = firstReport();
            assertThat(report.suspects()).anySatisfy(suspect -> {
                assertThat(suspect.role()).isEqualTo(Role.KEEPS_HOME);
                assertThat(suspect.thread()).contains("the-keeper");
                assertThat(suspect.carrier()).isEqualTo("stalled-carrier-0");
                assertThat(suspect.stack()).anyMatch(frame -> frame.getMethodName().equals("<clinit>"));
            }).anySatisfy(suspect -> {
                assertThat(suspect.role()).isEqualTo(Role.WAITS_FOR_HOME);
                assertThat(suspect.thread()).contains("the-reader");
            });
            assertThat(report.readers()).hasSize(1);
            assertThat(report.text()).contains("keeps the home of a reader that could run", "waits for its home",
                    "Let the thread that keeps the home go on");
            MAY_GO_ON.open();
            assertThatItEnds();
        } finally {
            MAY_GO_ON.open();
        }
    }

    @Test
    void whoIsIdleIsNotReported() {
        try (Reclaimer reclaimer = Reclaimer.create(config())) {
            assertThat(reclaimer.unreclaimedBytes()).isZero();
            Await.never("an idle reclaimer is reported", Duration.ofMillis(300), () -> !heard.reports.isEmpty());
        }
    }

    @Test
    void durationsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> ReclaimerConfig.defaults().withStallAfter(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ReclaimerConfig.defaults().withForceAfter(Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ReclaimerConfig.defaults().withStallAfter(null))
                .isInstanceOf(NullPointerException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void namesThatNameNobodyAreRefused(String name) {
        assertThatThrownBy(() -> ReclaimerConfig.defaults().withName(name))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("must not be blank");
    }

    @Test
    void theEndOfAStallIsToldThoughClosingEndsIt() throws InterruptedException {
        Reclaimer reclaimer = Reclaimer.create(config());
        try (OpenReader reader = OpenReader.on(ThreadKind.PLATFORM)) {
            reclaimer.retire(() -> {
            }, 1);
            firstReport();
            Background closer = Background.platform("closer", reclaimer::close);
            reader.leave();
            closer.join();
        }
        Await.until("the end is told", () -> !heard.ended.isEmpty());
    }
}
