// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.checked;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.Snapshot;
import dev.stillpoint.reclaim.UseAfterReclaim;
import dev.stillpoint.reclaim.UseAfterReclaimException;
import dev.stillpoint.reclaim.memory.BlockAllocator;
import dev.stillpoint.reclaim.memory.NativeBlock;
import dev.stillpoint.reclaim.memory.QuarantineAllocator;
import dev.stillpoint.reclaim.memory.ReclaimableArena;
import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.fixture.LoggedMessages;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each misuse that the checked mode catches, and what it says. */
@Tag("checked")
class CheckedModeTest {

    private final Reclaimer reclaimer = Reclaimer.create();

    @AfterEach
    void close() {
        reclaimer.close();
    }

    private static NativeBlock block() {
        return BlockAllocator.malloc().allocate(64);
    }

    // -- guards

    @Test
    void aGuardOfAnotherThreadProtectsNobody() {
        QsbrReference<NativeBlock> reference = QsbrReference.of(reclaimer, block());
        try (ReadGuard guard = ScopedQsbr.open()) {
            assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(() -> CompletableFuture.supplyAsync(() -> reference.get(guard)).join())
                    .havingCause()
                    .isInstanceOf(WrongThreadException.class)
                    .withMessageContaining("Open a section of your own");
            assertThat(reference.get(guard)).isNotNull();
        }
        reference.close();
    }

    @Test
    void aClosedGuardProtectsNobody() {
        QsbrReference<NativeBlock> reference = QsbrReference.of(reclaimer, block());
        ReadGuard guard = ScopedQsbr.open();
        guard.close();
        assertThatIllegalStateException().isThrownBy(() -> reference.get(guard)).withMessageContaining("closed");
        reference.close();
    }

    @Test
    void aGuardThatIsNeverClosedIsReportedWithThePlaceWhereItWasOpened() {
        try (LoggedMessages reported = LoggedMessages.of("dev.stillpoint.reclaim.checked")) {
            leakOnACarrier();
            LogRecord report = reported.await("never closed", System::gc);
            assertThat(report.getMessage()).contains("try-with-resources");
            assertThat(report.getThrown()).hasStackTraceContaining("openAndForget");
        }
    }

    /** On a carrier a thread's guards end with the thread; a visitor's would hold up this whole JVM. */
    private static void leakOnACarrier() {
        try (CarrierScheduler scheduler = CarrierScheduler.create()) {
            scheduler.start(CheckedModeTest::openAndForget);
        }
    }

    private static void openAndForget() {
        assertThat(ScopedQsbr.open()).isNotNull();
    }

    @Test
    void aGuardThatIsClosedIsNotReported() {
        try (LoggedMessages reported = LoggedMessages.of("dev.stillpoint.reclaim.checked")) {
            for (int i = 0; i < 1_000; i++) {
                ScopedQsbr.open().close();
            }
            leakOnACarrier();
            reported.await("never closed", System::gc);
            assertThat(reported.records()).hasSize(1);
        }
    }

    // -- sections

    @Test
    void aReferenceIsNotReadOutsideASection() {
        QsbrReference<NativeBlock> reference = QsbrReference.of(reclaimer, block());
        assertThatIllegalStateException().isThrownBy(reference::get).withMessageContaining("outside a read section");
        assertThatCode(() -> ScopedQsbr.read(() -> reference.get())).doesNotThrowAnyException();
        reference.close();
    }

    @Test
    void waitingInsideASectionIsRefused() {
        ScopedQsbr.run(() -> {
            assertThatIllegalStateException().isThrownBy(reclaimer::synchronize).withMessageContaining("inside");
            assertThatIllegalStateException().isThrownBy(reclaimer::barrier).withMessageContaining("inside");
            assertThatIllegalStateException().isThrownBy(reclaimer::close).withMessageContaining("inside");
            assertThatIllegalStateException().isThrownBy(ScopedQsbr::checkpoint).withMessageContaining("inside");
        });
    }

    @Test
    void aSectionLongerThanTheLimitIsReportedWhereItEnds() {
        try (LoggedMessages reported = LoggedMessages.of("dev.stillpoint.reclaim.checked")) {
            ScopedQsbr.run(CheckedModeTest::dawdle);
            LogRecord report = reported.await("lasted", () -> {
            });
            assertThat(report.getMessage()).contains("the limit is 50 ms").contains("sectionMillis");
            assertThat(report.getThrown()).hasStackTraceContaining("aSectionLongerThanTheLimit");
        }
    }

    private static void dawdle() {
        long end = System.nanoTime() + 80_000_000;
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(10_000_000);
        }
    }

    @Test
    void aShortSectionIsNotReported() {
        try (LoggedMessages reported = LoggedMessages.of("dev.stillpoint.reclaim.checked")) {
            ScopedQsbr.run(() -> ScopedQsbr.run(() -> {
            }));
            assertThat(reported.records()).isEmpty();
        }
    }

    // -- retiring

    @Test
    void retiringTwiceShowsBothStacks() {
        NativeBlock block = block();
        retireFirst(block);
        assertThatIllegalStateException().isThrownBy(() -> reclaimer.retire(block))
                .withMessageContaining("Retire an object once")
                .withStackTraceContaining("retiringTwiceShowsBothStacks")
                .havingCause()
                .withStackTraceContaining("retireFirst");
    }

    private void retireFirst(NativeBlock block) {
        reclaimer.retire(block);
    }

    @Test
    void theCurrentVersionCannotBeRetiredByHand() {
        NativeBlock block = block();
        QsbrReference<NativeBlock> reference = QsbrReference.of(reclaimer, block);
        assertThatIllegalStateException().isThrownBy(() -> reclaimer.retire(block))
                .withMessageContaining("Unlink first")
                .havingCause()
                .withStackTraceContaining("theCurrentVersionCannotBeRetiredByHand");
        reference.replace(block());
        reference.close();
        assertThat(reclaimer.statistics().retiredObjects()).isEqualTo(2);
    }

    @Test
    void aRetiredVersionCannotBePublishedAgain() {
        NativeBlock first = block();
        NativeBlock second = block();
        QsbrReference<NativeBlock> reference = QsbrReference.of(reclaimer, first);
        reference.replace(second);
        assertThatIllegalStateException().isThrownBy(() -> reference.replace(first))
                .withMessageContaining("was retired");
        assertThat(ScopedQsbr.<NativeBlock, RuntimeException>read(() -> reference.get()) == second).isTrue();
        reference.close();
    }

    @Test
    void aVersionHasOneOwner() {
        NativeBlock block = block();
        QsbrReference<NativeBlock> reference = QsbrReference.of(reclaimer, block);
        assertThatIllegalStateException().isThrownBy(() -> QsbrReference.of(reclaimer, block))
                .withMessageContaining("one owner");
        reference.close();
    }

    @Test
    void aRefusedRetirementCanBeRepeatedElsewhere() throws InterruptedException {
        Reclaimer closed = Reclaimer.create();
        closed.close();
        NativeBlock block = block();
        assertThatIllegalStateException().isThrownBy(() -> closed.retire(block)).withMessageContaining("closed");
        reclaimer.retire(block);
        reclaimer.barrier();
        assertThat(block.toString()).contains("freed");
    }

    @Test
    void aRefusedReplacementLeavesTheOldVersionCurrent() {
        Reclaimer closed = Reclaimer.create();
        NativeBlock old = block();
        NativeBlock next = block();
        QsbrReference<NativeBlock> reference = QsbrReference.of(closed, old);
        closed.close();
        assertThatIllegalStateException().isThrownBy(() -> reference.replace(next));
        assertThat(ScopedQsbr.<NativeBlock, RuntimeException>read(() -> reference.get()) == old).isTrue();
        assertThatCode(() -> reclaimer.retire(next)).doesNotThrowAnyException();
    }

    // -- snapshots

    @Test
    void aSnapshotThatIsNeverClosedIsReportedWithThePlaceWhereItWasTaken() {
        QsbrReference<NativeBlock> reference = QsbrReference.of(reclaimer, block());
        try (LoggedMessages reported = LoggedMessages.of("dev.stillpoint.reclaim.checked")) {
            takeAndForget(reference);
            LogRecord report = reported.await("snapshot was never closed", System::gc);
            assertThat(report.getThrown()).hasStackTraceContaining("takeAndForget");
            reference.snapshot().close();
            System.gc();
            assertThat(reported.records()).hasSize(1);
        }
        reference.close();
    }

    private static void takeAndForget(QsbrReference<NativeBlock> reference) {
        assertThat(reference.snapshot()).isNotNull();
    }

    @Test
    void aReplacedVersionThatASnapshotKeepsCannotBeRetiredByHand() throws InterruptedException {
        NativeBlock block = block();
        QsbrReference<NativeBlock> reference = QsbrReference.of(reclaimer, block);
        Snapshot<NativeBlock> snapshot = reference.snapshot();
        reference.close();
        assertThatIllegalStateException().isThrownBy(() -> reclaimer.retire(block))
                .withMessageContaining("Retire an object once");
        reclaimer.barrier();
        assertThat(snapshot.get().segment().get(ValueLayout.JAVA_LONG, 0)).isZero();
        snapshot.close();
        reclaimer.barrier();
        assertThatExceptionOfType(UseAfterReclaimException.class).isThrownBy(block::segment)
                .havingCause()
                .withStackTraceContaining("aReplacedVersionThatASnapshotKeeps");
    }

    // -- freed memory

    @Test
    void aStaleReadThrowsWithTheStackThatRetiredTheBlock() throws InterruptedException {
        NativeBlock block = block();
        MemorySegment slice = block.segment().asSlice(8);
        retireFirst(block);
        reclaimer.barrier();
        assertThatExceptionOfType(UseAfterReclaimException.class)
                .isThrownBy(() -> ScopedQsbr.read(() -> slice.get(ValueLayout.JAVA_LONG, 0)))
                .withMessageContaining("generation")
                .havingCause()
                .withStackTraceContaining("retireFirst");
    }

    @Test
    void aStaleReadUnderAGuardOpenedByHandIsExplainedOnRequest() throws InterruptedException {
        NativeBlock block = block();
        MemorySegment slice = block.segment().asSlice(8);
        retireFirst(block);
        reclaimer.barrier();
        try (ReadGuard guard = ScopedQsbr.open()) {
            assertThat(guard).isNotNull();
            assertThatIllegalStateException().isThrownBy(() -> slice.get(ValueLayout.JAVA_LONG, 0))
                    .withMessage("Already closed")
                    .satisfies(thrown -> assertThat(UseAfterReclaim.explain(thrown))
                            .isInstanceOf(UseAfterReclaimException.class).hasSuppressedException(thrown)
                            .cause().hasStackTraceContaining("retireFirst"));
        }
    }

    @Test
    void aStaleSliceTellsWhoRetiredItsBlockOnEveryThread() throws Exception {
        NativeBlock block = block();
        MemorySegment slice = block.segment().asSlice(8);
        UseAfterReclaim.check(slice);
        retireFirst(block);
        reclaimer.barrier();
        FutureTask<Boolean> elsewhere = new FutureTask<>(() -> UseAfterReclaim.check(slice), true);
        Thread.ofPlatform().start(elsewhere);
        assertThatExceptionOfType(ExecutionException.class).isThrownBy(elsewhere::get)
                .havingCause().isInstanceOf(UseAfterReclaimException.class)
                .havingCause().withStackTraceContaining("retireFirst");
    }

    @Test
    void blocksOfOneArenaAreToldApart() {
        try (QuarantineAllocator memory = new QuarantineAllocator()) {
            NativeBlock freed = memory.allocate(64);
            NativeBlock alive = memory.allocate(64);
            MemorySegment stale = freed.segment().asSlice(63);
            freed.reclaim();
            assertThatExceptionOfType(UseAfterReclaimException.class)
                    .isThrownBy(() -> UseAfterReclaim.check(stale));
            UseAfterReclaim.check(alive.segment());
            UseAfterReclaim.check(MemorySegment.ofArray(new byte[8]));
        }
    }

    @Test
    void aStaleReadThroughAnArenaThrowsThoughNobodyAskedForItsScope() throws InterruptedException {
        ReclaimableArena arena = ReclaimableArena.create(reclaimer);
        MemorySegment segment = arena.allocate(64);
        arena.close();
        reclaimer.barrier();
        assertThatIllegalStateException().isThrownBy(() -> segment.get(ValueLayout.JAVA_LONG, 0));
        assertThat(segment.scope().isAlive()).isFalse();
    }

    @Test
    void aStaleReadThroughASlabFindsThePoison() throws InterruptedException {
        for (int bytes : new int[] {64, 1 << 20}) {
            NativeBlock block = BlockAllocator.slabs().allocate(bytes);
            MemorySegment stale = block.segment();
            retireFirst(block);
            reclaimer.barrier();
            assertThat(QuarantineAllocator.isPoisoned(stale.asSlice(bytes - 1))).isTrue();
            assertThatExceptionOfType(UseAfterReclaimException.class).isThrownBy(block::segment);
        }
    }

    @Test
    void anotherExceptionOfASectionPassesUnchanged() {
        IllegalStateException mine = new IllegalStateException("mine");
        assertThatIllegalStateException().isThrownBy(() -> ScopedQsbr.run(() -> {
            throw mine;
        })).isSameAs(mine);
    }

    @Test
    void aFreedBlockIsNotHandedOut() throws InterruptedException {
        NativeBlock block = block();
        retireFirst(block);
        reclaimer.barrier();
        assertThatExceptionOfType(UseAfterReclaimException.class).isThrownBy(block::segment)
                .havingCause()
                .withStackTraceContaining("retireFirst");
    }

    @Test
    void blocksAreNumberedByGeneration() {
        String first = messageOfUseAfterFree();
        assertThat(messageOfUseAfterFree()).isNotEqualTo(first);
    }

    private static String messageOfUseAfterFree() {
        NativeBlock block = block();
        block.reclaim();
        try {
            block.segment();
            return "nothing was thrown";
        } catch (UseAfterReclaimException e) {
            return e.getMessage();
        }
    }
}
