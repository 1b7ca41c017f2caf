// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.reclaim.ScopedQsbr.GuardedBody;
import dev.stillpoint.reclaim.ScopedQsbr.SectionBody;
import dev.stillpoint.reclaim.grace.GracePeriods;
import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.Background;
import dev.stillpoint.reclaim.support.Gate;
import dev.stillpoint.reclaim.support.ThreadKind;
import dev.stillpoint.reclaim.support.Unmount;
import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.SchedulerConfig;
import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Read sections on every kind of thread: however a section is left, nothing of it stays behind. */
class ScopedQsbrTest {

    @ParameterizedTest
    @EnumSource
    void aSectionIsOpenExactlyWhileItsBodyRuns(ThreadKind kind) throws InterruptedException {
        kind.run(() -> {
            assertOutside();
            ScopedQsbr.run(() -> assertInside(1));
            assertOutside();
            assertThat(ScopedQsbr.<Boolean, RuntimeException>read(() -> ScopedQsbr.isReading())).isTrue();
            assertOutside();
            assertThat(ScopedQsbr.<Boolean, RuntimeException>read(_ -> ScopedQsbr.isReading())).isTrue();
            assertOutside();
        });
    }

    @ParameterizedTest
    @EnumSource
    void theBodysResultIsReturnedNullIncluded(ThreadKind kind) throws InterruptedException {
        kind.run(() -> {
            assertThat(ScopedQsbr.<String, RuntimeException>read(() -> "answer")).isEqualTo("answer");
            assertThat(ScopedQsbr.<String, RuntimeException>read(_ -> "answer")).isEqualTo("answer");
            assertThat(ScopedQsbr.<String, RuntimeException>read(() -> null)).isNull();
        });
    }

    @ParameterizedTest
    @EnumSource
    void nestedSectionsEndWithTheOutermost(ThreadKind kind) throws InterruptedException {
        kind.run(() -> {
            ScopedQsbr.run(() -> {
                ScopedQsbr.run(() -> {
                    try (ReadGuard _ = ScopedQsbr.open()) {
                        ScopedQsbr.<Object, RuntimeException>read(_ -> {
                            assertInside(4);
                            return "";
                        });
                        assertInside(3);
                    }
                    assertInside(2);
                });
                assertInside(1);
            });
            assertOutside();
        });
    }

    @ParameterizedTest
    @EnumSource
    void whateverTheBodyThrowsPassesThroughAndTheSectionHasEnded(ThreadKind kind) throws InterruptedException {
        kind.run(() -> {
            for (Throwable thrown : List.of(new IllegalStateException(), new IOException(), new AssertionError(),
                    new InterruptedException(), new OutOfMemoryError())) {
                assertThatThrownBy(() -> ScopedQsbr.read(() -> {
                    throw thrown;
                })).isSameAs(thrown);
                assertOutside();
                assertThatThrownBy(() -> ScopedQsbr.read(_ -> {
                    throw thrown;
                })).isSameAs(thrown);
                assertOutside();
                assertThatThrownBy(() -> ScopedQsbr.run(() -> {
                    throw thrown;
                })).isSameAs(thrown);
                assertOutside();
            }
        });
    }

    /** That this compiles is half of the test: the checked exception has its own type. */
    @ParameterizedTest
    @EnumSource
    void aCheckedExceptionKeepsItsType(ThreadKind kind) throws InterruptedException {
        kind.run(() -> {
            try {
                ScopedQsbr.read(ScopedQsbrTest::readBrokenFile);
                throw new AssertionError("the file is broken");
            } catch (IOException e) {
                assertThat(e).hasMessage("broken");
            }
            assertOutside();
        });
    }

    private static String readBrokenFile() throws IOException {
        throw new IOException("broken");
    }

    @ParameterizedTest
    @EnumSource
    void anExceptionOutOfNestedSectionsClosesThoseItLeavesOnly(ThreadKind kind) throws InterruptedException {
        kind.run(() -> {
            ScopedQsbr.run(() -> {
                try {
                    ScopedQsbr.run(() -> ScopedQsbr.run(() -> {
                        throw new IOException("two levels up");
                    }));
                } catch (IOException e) {
                    assertInside(1);
                }
            });
            assertOutside();
        });
    }

    @ParameterizedTest
    @EnumSource
    void anEarlyReturnOrBreakEndsTheSection(ThreadKind kind) throws InterruptedException {
        kind.run(() -> {
            assertThat(firstEvenInsideASection(List.of(1, 2, 3))).isEqualTo(2);
            assertOutside();
            for (int i = 0; i < 10; i++) {
                try (ReadGuard _ = ScopedQsbr.open()) {
                    assertInside(1);
                    if (i == 5) {
                        break;
                    }
                }
            }
            assertOutside();
        });
    }

    private static int firstEvenInsideASection(List<Integer> numbers) {
        try (ReadGuard _ = ScopedQsbr.open()) {
            for (int number : numbers) {
                if (number % 2 == 0) {
                    return number;
                }
            }
            return 0;
        }
    }

    /** That this compiles is the point: {@code get} has two forms, and {@code read} takes bodies of both. */
    @ParameterizedTest
    @EnumSource
    void aBodyIsALambdaWithOrWithoutAGuardOrAMethodReference(ThreadKind kind) throws InterruptedException {
        kind.run(() -> {
            try (Reclaimer reclaimer = Reclaimer.create();
                    QsbrReference<Named> names = QsbrReference.of(reclaimer, new Named("first"))) {
                VersionSource<Named> source = names;
                Named byReference = ScopedQsbr.read(names::get);
                Named bySource = ScopedQsbr.read(source::get);
                String byLambda = ScopedQsbr.read(() -> names.get().name());
                String byGuard = ScopedQsbr.read(guard -> names.get(guard).name());
                String byTypedGuard = ScopedQsbr.read((ReadGuard guard) -> names.get(guard).name());
                String ofNoGuard = ScopedQsbr.read(byReference::name);
                String ofAGuard = ScopedQsbr.read(byReference::nameUnder);
                assertThat(List.of(byReference.name(), bySource.name(), byLambda, byGuard, byTypedGuard, ofNoGuard,
                        ofAGuard)).containsOnly("first");
                SectionBody<Named, RuntimeException> plain = names::get;
                GuardedBody<Named, RuntimeException> guarded = plain;
                assertThat(ScopedQsbr.read(guarded)).isSameAs(ScopedQsbr.read(plain));
            }
        });
    }

    private record Named(String name) implements Reclaimable {

        String nameUnder(ReadGuard guard) {
            guard.requireOpen();
            return name;
        }

        @Override
        public void reclaim() {
        }

        @Override
        public long byteSize() {
            return 1;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMissingBodyIsRefusedBeforeASectionOpens(ThreadKind kind) throws InterruptedException {
        kind.run(() -> {
            assertThatThrownBy(() -> ScopedQsbr.read((SectionBody<String, RuntimeException>) null))
                    .isInstanceOf(NullPointerException.class).hasMessage("body");
            assertThatThrownBy(() -> ScopedQsbr.read((GuardedBody<String, RuntimeException>) null))
                    .isInstanceOf(NullPointerException.class).hasMessage("body");
            assertThatThrownBy(() -> ScopedQsbr.run(null)).isInstanceOf(NullPointerException.class)
                    .hasMessage("action");
            assertOutside();
        });
    }

    @ParameterizedTest
    @EnumSource
    void thousandsOfGuardsMayBeOpenAtOnce(ThreadKind kind) throws InterruptedException {
        kind.run(() -> {
            List<ReadGuard> guards = new ArrayList<>();
            for (int i = 1; i <= 10_000; i++) {
                guards.add(ScopedQsbr.open());
            }
            assertInside(10_000);
            guards.forEach(ReadGuard::close);
            assertOutside();
        });
    }

    @ParameterizedTest
    @EnumSource
    void aSectionStaysOpenWhileItsThreadParks(ThreadKind kind) throws InterruptedException {
        kind.run(() -> {
            for (Unmount way : Unmount.values()) {
                ScopedQsbr.run(() -> {
                    way.now();
                    assertInside(1);
                    ScopedQsbr.run(() -> {
                        way.now();
                        assertInside(2);
                    });
                    way.now();
                    assertInside(1);
                });
                assertOutside();
                way.now();
                assertOutside();
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptInsideASectionEndsItLikeAnyException(ThreadKind kind) throws InterruptedException {
        kind.run(() -> {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> ScopedQsbr.run(() -> Thread.sleep(60_000)))
                    .isInstanceOf(InterruptedException.class);
            assertOutside();
        });
    }

    @ParameterizedTest
    @EnumSource
    void aThreadThatWasStartedInsideASectionIsOutside(ThreadKind kind) throws InterruptedException {
        kind.run(() -> ScopedQsbr.run(() -> {
            AtomicReference<Boolean> reading = new AtomicReference<>();
            Thread.ofVirtual().start(() -> reading.set(ScopedQsbr.isReading())).join();
            assertThat(reading.get()).isFalse();
            assertInside(1);
        }));
    }

    @ParameterizedTest
    @EnumSource
    void aCheckpointIsRefusedInsideASectionAndHarmlessOutside(ThreadKind kind) throws InterruptedException {
        kind.run(() -> {
            ScopedQsbr.checkpoint();
            ScopedQsbr.run(() -> {
                assertThatThrownBy(ScopedQsbr::checkpoint).isInstanceOf(IllegalStateException.class)
                        .hasMessage("checkpoint() inside a read section announces nothing; leave the section first.");
                assertInside(1);
            });
            ScopedQsbr.checkpoint();
            assertOutside();
        });
    }

    @Test
    void aThreadThatNeverParksLetsGracePeriodsEndAtItsCheckpoints() throws InterruptedException {
        try (CarrierScheduler scheduler = oneCarrier(); Gate stop = new Gate()) {
            Gate running = new Gate();
            AtomicBoolean withCheckpoints = new AtomicBoolean();
            scheduler.start(() -> {
                running.open();
                while (!stop.isOpen()) {
                    if (withCheckpoints.get()) {
                        ScopedQsbr.checkpoint();
                    }
                    Thread.onSpinWait();
                }
            });
            running.await();
            assertThat(endsWithoutAStop()).as("a carrier that never unmounts is quiescent").isFalse();

            withCheckpoints.set(true);
            Await.until("a grace period ends at a checkpoint", ScopedQsbrTest::endsWithoutAStop);
        }
    }

    /** Whether one grace period ends, though no carrier is stopped or cut to see that nobody reads there. */
    private static boolean endsWithoutAStop() {
        long looks = looks();
        GracePeriod period = GracePeriod.start();
        Await.until("the grace period ends", period::hasElapsed);
        return looks() == looks;
    }

    private static long looks() {
        return GracePeriods.process().stops() + GracePeriods.process().cuts();
    }

    @Test
    void otherThreadsOfTheSameCarrierAreOutsideWhileAReaderIsParkedThere() throws InterruptedException {
        Gate parked = new Gate();
        List<String> failures = new ArrayList<>();
        try (CarrierScheduler scheduler = oneCarrier(); Gate leave = new Gate()) {
            Thread reader = scheduler.start(() -> ScopedQsbr.run(() -> {
                parked.open();
                leave.await();
                check(failures, holds() == 1, "the reader has its hold back");
            }));
            parked.await();
            Thread other = scheduler.start(() -> {
                check(failures, holds() == 0, "another thread does not inherit the parked reader's hold");
                ScopedQsbr.run(() -> check(failures, holds() == 1, "its own section counts from zero"));
                check(failures, holds() == 0, "and goes back to zero");
                leave.open();
            });
            other.join();
            reader.join();
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void aThreadThatEndsWithAnOpenGuardLeavesNothingOnItsCarrier() throws InterruptedException {
        List<String> failures = new ArrayList<>();
        try (CarrierScheduler scheduler = oneCarrier()) {
            scheduler.start(ScopedQsbr::open).join();
            scheduler.start(() -> check(failures, holds() == 0, "the next thread starts outside")).join();

            GracePeriod period = GracePeriod.start();
            Await.until("the grace period ends", period::hasElapsed);
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void aThreadThatIsNoOnesReaderIsOutside() throws InterruptedException {
        assertThat(ScopedQsbr.isReading()).isFalse();
        Background.platform("fresh", () -> assertThat(ScopedQsbr.isReading()).isFalse()).join();
    }

    private static CarrierScheduler oneCarrier() {
        return CarrierScheduler.create(SchedulerConfig.defaults().withName("one").withCarriers(1));
    }

    private static void check(List<String> failures, boolean holds, String what) {
        if (!holds) {
            failures.add(what);
        }
    }

    private static int holds() {
        Carrier carrier = CurrentCarrier.get();
        return carrier == null ? -1 : carrier.holds();
    }

    private static void assertInside(int depth) {
        assertThat(ScopedQsbr.isReading()).isTrue();
        Carrier carrier = CurrentCarrier.get();
        if (carrier != null) {
            assertThat(carrier.holds()).isEqualTo(depth);
        }
    }

    private static void assertOutside() {
        assertThat(ScopedQsbr.isReading()).isFalse();
        Carrier carrier = CurrentCarrier.get();
        if (carrier != null) {
            assertThat(carrier.holds()).isZero();
        }
    }
}
