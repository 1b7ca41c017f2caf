// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.reclaim.memory.BlockAllocator;
import dev.stillpoint.reclaim.memory.NativeBlock;
import dev.stillpoint.reclaim.memory.ReclaimableArena;
import dev.stillpoint.reclaim.memory.SlabAllocator;
import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.Background;
import dev.stillpoint.reclaim.support.OpenReader;
import dev.stillpoint.reclaim.support.ThreadKind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import jdk.jfr.consumer.RecordingStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A reader that does not leave keeps what it reaches, and nothing else. */
class DemotionTest {

    private static final int BYTES = 64;
    private static final DemotionLimits AT_ONCE = new DemotionLimits(Duration.ZERO, 1);
    private static final Duration LONG = Duration.ofMillis(300);

    private final SlabAllocator slabs = SlabAllocator.create("demotion");
    private final BlockAllocator allocator = slabs.withOwnScopes();
    private final Reclaimer reclaimer = Reclaimer.create(
            ReclaimerConfig.defaults().withName("demoting").withDemotion(AT_ONCE));

    @AfterEach
    void everythingIsFreedInTheEnd() {
        reclaimer.close();
        assertThat(slabs.allocatedBytes()).isZero();
        assertThat(reclaimer.unreclaimedBytes()).isZero();
        assertThat(reclaimer.demotionStatistics().heldBytes()).isZero();
        slabs.close();
    }

    private NativeBlock block(long value) {
        NativeBlock block = allocator.allocate(BYTES);
        for (long i = 0; i < BYTES / Long.BYTES; i++) {
            block.segment().setAtIndex(ValueLayout.JAVA_LONG, i, value + i);
        }
        return block;
    }

    /** A version of a program's own, which owns a block. */
    private record Table(NativeBlock block, AtomicInteger frees) implements Reclaimable {

        Table(NativeBlock block) {
            this(block, new AtomicInteger());
        }

        @Override
        public void reclaim() {
            frees.incrementAndGet();
            block.reclaim();
        }

        @Override
        public boolean isRepeatable() {
            return block.isRepeatable();
        }

        @Override
        public @Nullable Demoted demote() {
            return block.demote();
        }

        @Override
        public long byteSize() {
            return block.byteSize();
        }
    }

    private void awaitFreed(String what) {
        Await.until(what + " is freed", () -> slabs.allocatedBytes() == 0);
    }

    private void isNeverFreed(String what) {
        long before = slabs.allocatedBytes();
        Await.never(what + " is freed", LONG, () -> {
            System.gc();
            return slabs.allocatedBytes() != before;
        });
    }

    @ParameterizedTest
    @EnumSource
    void whatAStalledReaderDoesNotReachIsFreed(ThreadKind kind) throws InterruptedException {
        try (OpenReader _ = OpenReader.on(kind)) {
            for (int i = 0; i < 100; i++) {
                reclaimer.retire(block(i));
            }
            awaitFreed("what nobody reaches");
            DemotionStatistics statistics = reclaimer.demotionStatistics();
            assertThat(statistics.collectedObjects()).isEqualTo(100);
            assertThat(statistics.collectedBytes()).isEqualTo(100 * BYTES);
            assertThat(statistics.demotedObjects()).isEqualTo(100);
            assertThat(statistics.collections()).isPositive();
            assertThat(reclaimer.statistics().reclaimedObjects()).isEqualTo(100);
        }
    }

    @Test
    void withoutLimitsEverythingWaits() throws InterruptedException {
        try (Reclaimer patient = Reclaimer.create(); OpenReader reader = OpenReader.on(ThreadKind.CARRIER)) {
            patient.retire(block(1));
            isNeverFreed("what a grace period has to cover");
            reader.leave();
            patient.barrier();
            assertThat(slabs.allocatedBytes()).isZero();
            assertThat(patient.demotionStatistics()).isEqualTo(new DemotionStatistics(0, 0, 0, 0, 0, 0));
        }
    }

    /** Reads a version, keeps something of it, and looks at that once more before it leaves. */
    private static final class Holder {

        private final CountDownLatch reading = new CountDownLatch(1);
        private final CountDownLatch leave = new CountDownLatch(1);
        private final Background thread;

        Holder(ThreadKind kind, QsbrReference<Table> table, Function<MemorySegment, MemorySegment> view, long value) {
            thread = kind.start(() -> ScopedQsbr.run(() -> {
                MemorySegment held = view.apply(table.get().block.segment());
                reading.countDown();
                try {
                    leave.await();
                } catch (InterruptedException e) {
                    throw new AssertionError("nobody interrupts it", e);
                }
                assertThat(held.getAtIndex(ValueLayout.JAVA_LONG, 1)).isEqualTo(value);
            }));
        }

        void leave() throws InterruptedException {
            leave.countDown();
            thread.join();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStalledReaderKeepsWhatItReachesThroughASlice(ThreadKind kind) throws InterruptedException {
        QsbrReference<Table> table = QsbrReference.of(reclaimer, new Table(block(100)));
        Holder holder = new Holder(kind, table, segment -> segment.asSlice(8), 102);
        holder.reading.await();
        table.replace(new Table(block(200)));
        table.replace(new Table(block(300)));
        Await.until("what nobody reaches is freed", () -> slabs.allocatedBytes() == 2 * BYTES);
        isNeverFreed("the version that a reader holds, or the current one");
        assertThat(reclaimer.demotionStatistics().heldBytes()).isEqualTo(BYTES);
        holder.leave();
        Await.until("it is freed", () -> slabs.allocatedBytes() == BYTES);
        table.close();
    }

    @Test
    void aStalledReaderKeepsWhatItReachesThroughABuffer() throws InterruptedException {
        QsbrReference<Table> table = QsbrReference.of(reclaimer, new Table(block(100)));
        Holder holder = new Holder(ThreadKind.CARRIER, table,
                segment -> MemorySegment.ofBuffer(segment.asByteBuffer().slice().duplicate()), 101);
        holder.reading.await();
        table.close();
        isNeverFreed("the version that a reader holds");
        holder.leave();
        awaitFreed("it");
    }

    @Test
    void severalReadersKeepOneVersionEach() throws InterruptedException {
        QsbrReference<Table> table = QsbrReference.of(reclaimer, new Table(block(0)));
        Holder[] holders = new Holder[5];
        for (int i = 0; i < holders.length; i++) {
            holders[i] = new Holder(ThreadKind.CARRIER, table, segment -> segment.asSlice(16), 100L * i + 3);
            holders[i].reading.await();
            for (int j = 0; j < 20; j++) {
                table.replace(new Table(block(j == 19 ? 100L * (i + 1) : -1)));
            }
        }
        Await.until("all but those that are held are freed", () -> slabs.allocatedBytes() == 6 * BYTES);
        isNeverFreed("a version that is held");
        for (int i = 0; i < holders.length; i++) {
            holders[i].leave();
        }
        Await.until("they are freed", () -> slabs.allocatedBytes() == BYTES);
        table.close();
    }

    @Test
    void theOwnReclaimOfADemotedVersionIsNotCalled() throws InterruptedException {
        Table table = new Table(block(1));
        AtomicInteger frees = table.frees;
        try (OpenReader reader = OpenReader.on(ThreadKind.CARRIER)) {
            reclaimer.retire(table);
            Await.until("it is demoted", () -> reclaimer.demotionStatistics().demotedObjects() == 1);
            assertThatThrownBy(table::reclaim).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("retired and demoted").hasMessageContaining("retire a block once");
            reader.leave();
        }
        awaitFreed("what is demoted");
        assertThat(frees.get()).isEqualTo(1);
        assertThat(reclaimer.statistics().failedObjects()).isZero();
    }

    @Test
    void whatHasNoScopeOfItsOwnWaits() throws InterruptedException {
        AtomicInteger frees = new AtomicInteger();
        try (OpenReader reader = OpenReader.on(ThreadKind.CARRIER)) {
            reclaimer.retire(slabs.allocate(BYTES));
            reclaimer.retire(frees::incrementAndGet, 10);
            reclaimer.retire(block(1));
            Await.until("what can be is freed", () -> slabs.allocatedBytes() == BYTES);
            isNeverFreed("a block without a scope of its own");
            assertThat(frees.get()).isZero();
            assertThat(reclaimer.unreclaimedBytes()).isEqualTo(BYTES + 10);
            reader.leave();
        }
        reclaimer.barrier();
        assertThat(frees.get()).isEqualTo(1);
    }

    static List<Throwable> failures() {
        return List.of(new IllegalStateException("on purpose"), new OutOfMemoryError("on purpose"),
                new StackOverflowError("on purpose"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void anObjectThatCannotBeAskedHoldsUpNoOther(Throwable failure) throws InterruptedException {
        AtomicInteger frees = new AtomicInteger();
        try (OpenReader reader = OpenReader.on(ThreadKind.CARRIER)) {
            reclaimer.retire(new Reclaimable() {
                @Override
                public void reclaim() {
                    frees.incrementAndGet();
                }

                @Override
                public Demoted demote() {
                    throw unchecked(failure);
                }

                @Override
                public long byteSize() {
                    return 1;
                }
            });
            reclaimer.retire(block(1));
            awaitFreed("what is behind it");
            assertThat(frees.get()).isZero();
            reader.leave();
        }
        reclaimer.barrier();
        assertThat(frees.get()).isEqualTo(1);
    }

    private static RuntimeException unchecked(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return (RuntimeException) failure;
    }

    @Test
    void aSnapshotKeepsItsVersion() throws InterruptedException {
        QsbrReference<Table> table = QsbrReference.of(reclaimer, new Table(block(7)));
        Snapshot<Table> snapshot = table.snapshot();
        try (OpenReader reader = OpenReader.on(ThreadKind.CARRIER)) {
            table.close();
            isNeverFreed("the version of a snapshot");
            assertThat(snapshot.get().block.segment().get(ValueLayout.JAVA_LONG, 0)).isEqualTo(7);
            reader.leave();
        }
        isNeverFreed("the version of a snapshot, after the grace period");
        snapshot.close();
        reclaimer.barrier();
        assertThat(slabs.allocatedBytes()).isZero();
    }

    @Test
    void noSnapshotIsTakenOfADemotedVersion() throws InterruptedException {
        Table first = new Table(block(1));
        QsbrReference<Table> table = QsbrReference.of(reclaimer, first);
        try (OpenReader _ = OpenReader.on(ThreadKind.CARRIER)) {
            table.replace(new Table(block(2)));
            Await.until("it is demoted", () -> reclaimer.demotionStatistics().demotedObjects() == 1);
            try (Snapshot<Table> snapshot = table.snapshot()) {
                assertThat(snapshot.get()).isNotSameAs(first);
            }
        }
        table.close();
    }

    @Test
    void anArenaIsDemotedUnlessItWasAskedForItsScope() throws InterruptedException {
        try (OpenReader reader = OpenReader.on(ThreadKind.CARRIER)) {
            ReclaimableArena asked = ReclaimableArena.create(reclaimer, slabs);
            asked.allocate(8, 8);
            assertThat(asked.scope().isAlive()).isTrue();
            asked.close();
            long waits = slabs.allocatedBytes();
            closeAnArena();
            Await.until("the other one is freed", () -> slabs.allocatedBytes() == waits);
            isNeverFreed("an arena that may hold more than blocks");
            reader.leave();
        }
        reclaimer.barrier();
        assertThat(slabs.allocatedBytes()).isZero();
    }

    private void closeAnArena() {
        try (Arena arena = ReclaimableArena.create(reclaimer, slabs)) {
            for (int i = 0; i < 10; i++) {
                arena.allocate(100, 64).fill((byte) i);
            }
        }
    }

    @Test
    void aBarrierWaitsForWhatIsDemoted() throws InterruptedException {
        try (OpenReader reader = OpenReader.on(ThreadKind.CARRIER)) {
            NativeBlock block = block(1);
            reclaimer.retire(block);
            Await.until("it is demoted", () -> reclaimer.demotionStatistics().demotedObjects() == 1);
            Background barrier = Background.platform("barrier", () -> {
                reclaimer.barrier();
                assertThat(slabs.allocatedBytes()).isZero();
                assertThat(reclaimer.statistics().unreclaimedBytes()).isZero();
            });
            Await.never("it is passed under a reader", barrier::isDone);
            assertThat(block.segment().get(ValueLayout.JAVA_LONG, 0)).isEqualTo(1);
            reader.leave();
            barrier.join();
        }
    }

    @Test
    void closeGoesOnDemoting() throws InterruptedException {
        try (OpenReader reader = OpenReader.on(ThreadKind.CARRIER)) {
            reclaimer.retire(block(1));
            Background closing = Background.platform("closing", reclaimer::close);
            awaitFreed("what nobody reaches");
            Await.never("close returns under a reader", closing::isDone);
            reader.leave();
            closing.join();
        }
    }

    @Test
    void withAnExecutorEachIsFreedOnceToo() throws InterruptedException {
        Executor direct = Runnable::run;
        try (Reclaimer executing = Reclaimer.create(ReclaimerConfig.defaults().withExecutor(direct)
                .withDemotion(AT_ONCE)); OpenReader reader = OpenReader.on(ThreadKind.CARRIER)) {
            NativeBlock held = block(1);
            executing.retire(held);
            for (int i = 0; i < 50; i++) {
                executing.retire(block(i));
            }
            Await.until("what nobody reaches is freed", () -> slabs.allocatedBytes() == BYTES);
            assertThat(held.segment().get(ValueLayout.JAVA_LONG, 0)).isEqualTo(1);
            reader.leave();
            executing.barrier();
            assertThat(executing.statistics().reclaimedObjects()).isEqualTo(52);
            assertThat(executing.statistics().failedObjects()).isZero();
        }
        assertThat(slabs.allocatedBytes()).isZero();
    }

    @Test
    void whoWaitsForRoomGoesOnWhenTheCollectorHasMadeSome() throws InterruptedException {
        ReclaimerConfig small = ReclaimerConfig.defaults().withDemotion(AT_ONCE).withLimits(
                BacklogLimits.defaults().withFull(10 * BYTES, Long.MAX_VALUE, BacklogLimits.WhenFull.WAIT));
        try (Reclaimer full = Reclaimer.create(small); OpenReader _ = OpenReader.on(ThreadKind.CARRIER)) {
            Background writer = Background.platform("writer", () -> {
                for (int i = 0; i < 25; i++) {
                    full.retire(block(i));
                }
            });
            Await.until("the writer is done", writer::isDone);
            writer.join();
            assertThat(full.statistics().peakUnreclaimedBytes()).isLessThanOrEqualTo(11 * BYTES);
            awaitFreed("all");
        }
    }

    @Test
    void theReportSaysWhatWasSavedAndWhatEachReaderHolds() throws Exception {
        QsbrReference<Table> table = QsbrReference.of(reclaimer, new Table(block(100)));
        Holder early = new Holder(ThreadKind.CARRIER, table, segment -> segment.asSlice(8), 102);
        early.reading.await();
        table.replace(new Table(block(200)));
        table.replace(new Table(block(300)));
        Await.until("one is freed, one is held", () -> reclaimer.demotionStatistics().collectedBytes() == BYTES);
        // This section begins after all of that was retired, in a later grace period.
        try (OpenReader late = OpenReader.on(ThreadKind.PLATFORM)) {
            StallReport report = reclaimer.report();
            assertThat(report.savedBytes()).isEqualTo(BYTES);
            assertThat(report.heldBytes()).isEqualTo(BYTES);
            assertThat(report.readers()).singleElement()
                    .satisfies(reader -> assertThat(reader.heldBytes()).isEqualTo(BYTES));
            assertThat(report.text()).contains("64 bytes were freed all the same, 64 bytes are reached",
                    "holds at most 64 demoted bytes");
            MBeanServer server = ManagementFactory.getPlatformMBeanServer();
            ObjectName bean = new ObjectName("dev.stillpoint:type=Reclaimer,name=demoting");
            Await.until("the bean is registered", () -> server.isRegistered(bean));
            assertThat(server.getAttribute(bean, "HeldBytes")).isEqualTo((long) BYTES);
            assertThat(server.getAttribute(bean, "SavedBytes")).isEqualTo((long) BYTES);
            late.leave();
        }
        early.leave();
        table.close();
    }

    @Test
    void eventsSayWhatWasDemotedAndWhatWasFreedEarly() throws Exception {
        try (RecordingStream events = new RecordingStream()) {
            AtomicLong demoted = new AtomicLong();
            AtomicLong saved = new AtomicLong();
            events.enable("dev.stillpoint.Demotion");
            events.enable("dev.stillpoint.DemotedFreed");
            events.onEvent("dev.stillpoint.Demotion", event -> demoted.addAndGet(event.getLong("bytes")));
            events.onEvent("dev.stillpoint.DemotedFreed", event -> saved.set(event.getLong("savedBytes")));
            events.startAsync();
            try (OpenReader _ = OpenReader.on(ThreadKind.CARRIER)) {
                reclaimer.retire(block(1));
                reclaimer.retire(block(2));
                awaitFreed("what nobody reaches");
            }
            Await.until("they arrive", () -> demoted.get() == 2 * BYTES && saved.get() == 2 * BYTES);
        }
    }

    @Test
    void aStallStaysOneStallWhileTheCollectorFrees() throws InterruptedException {
        AtomicInteger ends = new AtomicInteger();
        AtomicInteger reports = new AtomicInteger();
        ReclaimerListener counting = new ReclaimerListener() {
            @Override
            public void stalled(StallReport report) {
                reports.addAndGet(report.cause() == StallReport.Cause.READERS ? 1 : 0);
            }

            @Override
            public void stallEnded(StallReport lastReport) {
                ends.addAndGet(lastReport.cause() == StallReport.Cause.READERS ? 1 : 0);
            }
        };
        try (Reclaimer watched = Reclaimer.create(ReclaimerConfig.defaults().withListener(counting)
                .withStallAfter(Duration.ofMillis(50)).withDemotion(AT_ONCE));
                OpenReader reader = OpenReader.on(ThreadKind.CARRIER)) {
            watched.retire(slabs.allocate(BYTES));
            Await.until("the stall is reported", () -> reports.get() != 0);
            for (int i = 1; i <= 2; i++) {
                watched.retire(block(i));
                int freed = i;
                Await.until("it is freed", () -> watched.demotionStatistics().collectedObjects() == freed);
                assertThat(watched.report().state()).isEqualTo(ReclaimerState.WAITING_FOR_GRACE_PERIOD);
                Await.never("the stall has ended", LONG, () -> ends.get() != 0);
            }
            reader.leave();
            Await.until("it ends", () -> ends.get() == 1);
        }
    }

    @Test
    void limitsAreChecked() {
        assertThatThrownBy(() -> new DemotionLimits(Duration.ofMillis(-1), 1))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("must not be negative");
        assertThatThrownBy(() -> new DemotionLimits(Duration.ZERO, 0)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be positive");
        assertThat(ReclaimerConfig.defaults().demotion()).isEqualTo(DemotionLimits.NONE);
    }

    @Test
    void aGuardThatIsLeftOpenWhileDemotingHoldsUpNobody() throws InterruptedException {
        AtomicReference<ReadGuard> left = new AtomicReference<>();
        try (OpenReader reader = OpenReader.on(ThreadKind.PLATFORM)) {
            // This one is pending, so what is retired now waits for the next.
            GracePeriod pending = GracePeriod.start();
            reclaimer.retire(new Reclaimable() {

                @Override
                public void reclaim() {
                    // It has nothing.
                }

                @Override
                public long byteSize() {
                    return 1;
                }

                @Override
                public @Nullable Demoted demote() {
                    left.compareAndSet(null, ScopedQsbr.open());
                    return null;
                }
            });
            Await.until("it was asked", () -> left.get() != null);
            assertThat(pending.hasElapsed()).isFalse();
            reader.leave();
        }
        reclaimer.barrier();
        assertThat(left.get()).isNotNull();
    }
}
