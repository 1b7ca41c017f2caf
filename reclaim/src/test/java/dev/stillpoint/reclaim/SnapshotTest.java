// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.Background;
import dev.stillpoint.reclaim.support.Gate;
import dev.stillpoint.reclaim.support.OpenReader;
import dev.stillpoint.reclaim.support.ThreadKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A counted handle: it keeps its version, and nothing else, until it is closed. */
@Timeout(60)
class SnapshotTest {

    private final Reclaimer reclaimer = Reclaimer.create();
    private final Version first = new Version("first", 100);
    private final Version second = new Version("second", 20);
    private final QsbrReference<Version> reference = QsbrReference.of(reclaimer, first);

    @AfterEach
    void close() {
        reclaimer.close();
    }

    @ParameterizedTest
    @EnumSource
    void aReplacedVersionLivesUntilItsLastSnapshotIsClosed(ThreadKind kind) throws InterruptedException {
        kind.run(() -> {
            Snapshot<Version> one = reference.snapshot();
            Snapshot<Version> other = reference.snapshot();
            reference.replace(second);
            reclaimer.barrier();
            assertThat(one.get()).isSameAs(first);
            one.close();
            reclaimer.barrier();
            assertThat(other.get()).isSameAs(first);
            assertThat(first.frees()).isZero();
            other.close();
            reclaimer.barrier();
        });
        assertThat(first.frees()).isEqualTo(1);
        assertThat(second.frees()).isZero();
    }

    @Test
    void aSnapshotThatIsClosedBeforeTheReplacementChangesNothing() throws InterruptedException {
        reference.snapshot().close();
        assertThat(first.frees()).isZero();
        reference.replace(second);
        reclaimer.barrier();
        assertThat(first.frees()).isEqualTo(1);
    }

    @Test
    void afterTheReplacementSnapshotsAreOfTheNewVersion() {
        try (Snapshot<Version> old = reference.snapshot()) {
            reference.replace(second);
            try (Snapshot<Version> fresh = reference.snapshot()) {
                assertThat(fresh.get()).isSameAs(second);
                assertThat(old.get()).isSameAs(first);
                assertThat(fresh).hasToString("snapshot of second");
            }
        }
    }

    @Test
    void anOpenSnapshotDelaysNoGracePeriodAndNobodyElsesMemory() throws InterruptedException {
        try (Snapshot<Version> _ = reference.snapshot()) {
            reference.replace(second);
            reference.replace(new Version("third"));
            reclaimer.synchronize();
            reclaimer.barrier();
            assertThat(second.frees()).isEqualTo(1);
            assertThat(first.frees()).isZero();
        }
    }

    @Test
    void itMayBeTakenInsideASectionAndClosedByAnotherThread() throws InterruptedException {
        Snapshot<Version> snapshot = ScopedQsbr.read(() -> reference.snapshot());
        reference.close();
        reclaimer.barrier();
        ThreadKind.CARRIER.run(() -> assertThat(snapshot.get().frees()).isZero());
        ThreadKind.DEFAULT_VIRTUAL.run(snapshot::close);
        reclaimer.barrier();
        assertThat(first.frees()).isEqualTo(1);
    }

    @Test
    void aReaderInsideASectionIsWaitedForEvenIfTheLastSnapshotWasClosedBefore() throws InterruptedException {
        Snapshot<Version> snapshot = reference.snapshot();
        try (OpenReader reader = OpenReader.on(ThreadKind.CARRIER, () -> assertThat(first.frees()).isZero())) {
            reference.replace(second);
            snapshot.close();
            Await.never("freed under a reader", () -> first.frees() != 0);
            reader.leave();
        }
        reclaimer.barrier();
        assertThat(first.frees()).isEqualTo(1);
    }

    @Test
    void aShareIsASnapshotOfTheSameVersion() throws InterruptedException {
        Snapshot<Version> original = reference.snapshot();
        reference.replace(second);
        Snapshot<Version> share = original.share();
        original.close();
        reclaimer.barrier();
        assertThat(share.get()).isSameAs(first);
        assertThat(first.frees()).isZero();
        share.close();
        reclaimer.barrier();
        assertThat(first.frees()).isEqualTo(1);
    }

    @Test
    void closingTwiceGivesUpOneClaimOnly() throws InterruptedException {
        Snapshot<Version> twice = reference.snapshot();
        Snapshot<Version> other = reference.snapshot();
        twice.close();
        twice.close();
        reference.replace(second);
        reclaimer.barrier();
        assertThat(first.frees()).isZero();
        other.close();
        reclaimer.barrier();
        assertThat(first.frees()).isEqualTo(1);
    }

    @Test
    void aClosedSnapshotGivesNothing() {
        Snapshot<Version> snapshot = reference.snapshot();
        snapshot.close();

        assertThatThrownBy(snapshot::get).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("snapshot is closed");
        assertThatThrownBy(snapshot::share).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("snapshot is closed");
        assertThat(snapshot).hasToString("closed snapshot");
    }

    @Test
    void aClosedReferenceGivesNoSnapshotButOpenOnesGoOn() throws InterruptedException {
        Snapshot<Version> open = reference.snapshot();
        reference.close();
        assertThatThrownBy(reference::snapshot).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("reference is closed");
        reclaimer.barrier();
        assertThat(open.get().frees()).isZero();
        open.close();
        reclaimer.barrier();
        assertThat(first.frees()).isEqualTo(1);
    }

    @Test
    void aSnapshotThatOutlivesTheReclaimerFreesItsVersionItself() {
        Snapshot<Version> snapshot = reference.snapshot();
        reference.close();
        reclaimer.close();
        assertThat(snapshot.get().frees()).isZero();
        snapshot.close();
        assertThat(first.frees()).isEqualTo(1);
    }

    @Test
    void aVersionThatFailsToBeFreedDoesNotFailTheClose() {
        Reclaimable broken = new Reclaimable() {
            @Override
            public void reclaim() {
                throw new IllegalArgumentException("meant to fail");
            }

            @Override
            public long byteSize() {
                return 1;
            }
        };
        Reclaimer other = Reclaimer.create();
        QsbrReference<Reclaimable> failing = QsbrReference.of(other, broken);
        Snapshot<Reclaimable> snapshot = failing.snapshot();
        failing.close();
        other.close();
        snapshot.close();
        assertThatThrownBy(snapshot::get).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void snapshotBytesTellsWhatOnlySnapshotsKeep() throws InterruptedException {
        Snapshot<Version> one = reference.snapshot();
        Snapshot<Version> other = reference.snapshot();
        assertThat(reference.snapshotBytes()).isZero();
        reference.replace(second);
        reclaimer.barrier();
        assertThat(reference.snapshotBytes()).isEqualTo(100);
        assertThat(reclaimer.unreclaimedBytes()).isZero();
        one.close();
        assertThat(reference.snapshotBytes()).isEqualTo(100);
        other.close();
        assertThat(reference.snapshotBytes()).isZero();
    }

    /** Both kinds of readers see versions change at the same instant: neither sees an older one than the other did. */
    @Test
    void sectionsAndSnapshotsNeverGoBackInTime() throws InterruptedException {
        int versions = 20_000;
        List<Background> readers = new ArrayList<>();
        QsbrReference<Version> numbered = QsbrReference.of(reclaimer, new Version("0", 0));
        try (Gate stop = new Gate()) {
            for (ThreadKind kind : ThreadKind.values()) {
                readers.add(kind.start(() -> {
                    long seen = 0;
                    while (!stop.isOpen()) {
                        try (Snapshot<Version> snapshot = numbered.snapshot()) {
                            seen = notOlder(seen, snapshot.get().bytes);
                        }
                        seen = notOlder(seen, ScopedQsbr.read(() -> numbered.get().bytes));
                        ScopedQsbr.checkpoint();
                    }
                }));
            }
            for (int i = 1; i <= versions; i++) {
                numbered.replace(new Version(Integer.toString(i), i));
            }
        }
        for (Background reader : readers) {
            reader.join();
        }
        numbered.close();
    }

    private static long notOlder(long before, long now) {
        assertThat(now).isGreaterThanOrEqualTo(before);
        return now;
    }

    @Test
    void manySnapshotsAndReplacementsFreeEveryVersionOnceAndNoneEarly() throws InterruptedException {
        LongAdder early = new LongAdder();
        LongAdder taken = new LongAdder();
        List<Version> versions = new ArrayList<>(List.of(first));
        List<Background> threads = new ArrayList<>();
        try (Gate stop = new Gate()) {
            for (ThreadKind kind : ThreadKind.values()) {
                threads.add(kind.start(() -> {
                    while (!stop.isOpen()) {
                        try (Snapshot<Version> snapshot = reference.snapshot();
                                Snapshot<Version> _ = snapshot.share()) {
                            Thread.yield();
                            if (snapshot.get().frees() != 0) {
                                early.increment();
                            }
                        }
                        taken.increment();
                    }
                }));
            }
            long end = System.nanoTime() + Duration.ofSeconds(1).toNanos();
            while (System.nanoTime() < end || taken.sum() < 1_000) {
                Version next = new Version("v" + versions.size());
                reference.replace(next);
                versions.add(next);
                Thread.yield();
            }
        }
        for (Background thread : threads) {
            thread.join();
        }
        reference.close();
        reclaimer.barrier();
        assertThat(early.sum()).as("versions freed under a snapshot").isZero();
        assertThat(versions).allSatisfy(version -> assertThat(version.frees()).isEqualTo(1));
        assertThat(reference.snapshotBytes()).isZero();
    }

    /** Nobody else would try again, so a thread of its own does. */
    @Test
    void whatIsStillInUseWhenItsReclaimerIsGoneIsFreedLater() {
        isFreedAfter(2, false, () -> {
            throw new StillInUseException("in use", new IllegalStateException("on purpose"));
        });
    }

    @Test
    void whatMayBeFreedAgainAfterAnErrorIsTriedAsOftenAsByAReclaimer() {
        isFreedAfter(9, true, () -> {
            throw new OutOfMemoryError("on purpose");
        });
    }

    private static void isFreedAfter(int failures, boolean repeatable, Runnable failure) {
        AtomicInteger attempts = new AtomicInteger();
        AtomicInteger frees = new AtomicInteger();
        Snapshot<Reclaimable> snapshot;
        try (Reclaimer own = Reclaimer.create();
                QsbrReference<Reclaimable> reference = QsbrReference.of(own, new Reclaimable() {

                    @Override
                    public void reclaim() {
                        if (attempts.incrementAndGet() <= failures) {
                            failure.run();
                        }
                        frees.incrementAndGet();
                    }

                    @Override
                    public boolean isRepeatable() {
                        return repeatable;
                    }

                    @Override
                    public long byteSize() {
                        return 1;
                    }
                })) {
            snapshot = reference.snapshot();
        }
        snapshot.close();
        Await.until("it is freed", () -> frees.get() == 1);
        assertThat(attempts.get()).isEqualTo(failures + 1);
    }
}
