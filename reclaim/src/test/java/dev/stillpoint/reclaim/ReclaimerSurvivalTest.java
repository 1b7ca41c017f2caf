// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.stillpoint.reclaim.memory.NativeBlock;
import dev.stillpoint.reclaim.memory.QuarantineAllocator;
import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.Gate;
import dev.stillpoint.reclaim.support.OpenReader;
import dev.stillpoint.reclaim.support.ThreadKind;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must not end a reclaimer, nor hang it, nor let a refused version be seen. */
class ReclaimerSurvivalTest {

    /** An object that fails in every way it can. */
    private static final class Nasty implements Reclaimable {

        @Override
        public void reclaim() {
            throw new IllegalStateException("reclaim, on purpose");
        }

        @Override
        public long byteSize() {
            return 1;
        }

        @Override
        public String toString() {
            throw new IllegalStateException("toString, on purpose");
        }
    }

    @Test
    void anObjectWhoseEveryMethodThrowsDoesNotEndTheReclaimer() throws InterruptedException {
        try (Reclaimer reclaimer = Reclaimer.create()) {
            AtomicBoolean freed = new AtomicBoolean();
            reclaimer.retire(new Nasty());
            reclaimer.retire(() -> freed.set(true), 1);
            reclaimer.barrier();
            assertThat(freed).isTrue();
            assertThat(reclaimer.statistics().failedObjects()).isEqualTo(1);
        }
    }

    /** What a call-back might try. */
    private interface Wait {

        void on(Reclaimer reclaimer) throws InterruptedException;
    }

    @ParameterizedTest
    @ValueSource(strings = {"synchronize", "barrier", "close"})
    void waitingWhileFreeingIsRefusedInsteadOfHanging(String call) {
        Wait wait = switch (call) {
            case "synchronize" -> Reclaimer::synchronize;
            case "barrier" -> Reclaimer::barrier;
            default -> Reclaimer::close;
        };
        try (Reclaimer reclaimer = Reclaimer.create()) {
            CompletableFuture<Throwable> thrown = new CompletableFuture<>();
            reclaimer.retire(() -> {
                try {
                    wait.on(reclaimer);
                    thrown.complete(new AssertionError("returned"));
                } catch (Throwable e) {
                    thrown.complete(e);
                }
            }, 0);
            assertThat(thrown.join()).isInstanceOf(IllegalStateException.class).hasMessageContaining("wait for itself");
        }
    }

    /** The reclaimer's thread would wait for itself, and with it all reclaimers of the process. */
    @Test
    @Timeout(60)
    void aGuardThatIsLeftOpenWhileFreeingHoldsUpNobody() throws InterruptedException {
        AtomicReference<ReadGuard> left = new AtomicReference<>();
        try (Reclaimer reclaimer = Reclaimer.create(); Reclaimer other = Reclaimer.create()) {
            for (int round = 0; round < 3; round++) {
                reclaimer.retire(() -> left.set(ScopedQsbr.open()), 1);
                reclaimer.barrier();
                other.synchronize();
                // It is another section now, which the late end of the one that was left must not touch.
                AtomicBoolean stillReading = new AtomicBoolean();
                reclaimer.retire(() -> {
                    try (ReadGuard _ = ScopedQsbr.open()) {
                        left.get().close();
                        stillReading.set(ScopedQsbr.isReading());
                    }
                }, 1);
                reclaimer.barrier();
                assertThat(stillReading).isTrue();
            }
            assertThat(reclaimer.statistics().failedObjects()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Timeout(60)
    void aGuardThatAListenerLeavesOpenHoldsUpNobody(boolean whenStalled) throws InterruptedException {
        AtomicBoolean leftOne = new AtomicBoolean();
        ReclaimerListener listener = new ReclaimerListener() {

            private void leaveOne() {
                if (leftOne.compareAndSet(false, true)) {
                    ScopedQsbr.open();
                }
            }

            @Override
            public void gracePeriodEnded(long number, long nanos) {
                if (!whenStalled) {
                    leaveOne();
                }
            }

            @Override
            public void stalled(StallReport report) {
                if (whenStalled) {
                    leaveOne();
                }
            }
        };
        try (Reclaimer reclaimer = Reclaimer.create(
                ReclaimerConfig.defaults().withListener(listener).withStallAfter(Duration.ofMillis(20)))) {
            OpenReader reader = OpenReader.on(ThreadKind.PLATFORM);
            reclaimer.retire(() -> {
            }, 1);
            if (whenStalled) {
                Await.until("the listener has left one", leftOne::get);
            }
            reader.close();
            reclaimer.barrier();
            reclaimer.barrier();
            assertThat(leftOne).isTrue();
        }
    }

    @Test
    @Timeout(60)
    void guardsThatAHandlerOfTheLogLeavesOpenAtEveryRecordHoldUpNobody() throws InterruptedException {
        AtomicInteger left = new AtomicInteger();
        Logger log = Logger.getLogger("dev.stillpoint.reclaim");
        String reclaimersThread = "logged-reclaimer";
        Handler handler = new Handler() {

            @Override
            public void publish(LogRecord record) {
                if (Thread.currentThread().getName().equals(reclaimersThread)) {
                    ScopedQsbr.open();
                    left.getAndIncrement();
                }
            }

            @Override
            public void flush() {
            }

            @Override
            public void close() {
            }
        };
        log.addHandler(handler);
        try (Reclaimer reclaimer = Reclaimer.create(ReclaimerConfig.defaults().withName(reclaimersThread))) {
            reclaimer.retire(new Nasty());
            reclaimer.barrier();
            reclaimer.barrier();
            assertThat(left).as("its failure, and the guard that was left when this was logged").hasValue(2);
        } finally {
            log.removeHandler(handler);
        }
    }

    @Test
    void sizesThatCouldOverflowTheirSumAreRefused() {
        try (Reclaimer reclaimer = Reclaimer.create()) {
            assertThatIllegalArgumentException().isThrownBy(() -> reclaimer.retire(() -> {
            }, Long.MAX_VALUE)).withMessageContaining("byteSize");
            assertThat(reclaimer.statistics().retiredObjects()).isZero();
        }
    }

    @Test
    void aVersionWhoseReplacementIsRefusedIsNeverSeen() throws InterruptedException {
        try (QuarantineAllocator memory = new QuarantineAllocator()) {
            Reclaimer reclaimer = Reclaimer.create();
            NativeBlock first = memory.allocate(8);
            NativeBlock refused = memory.allocate(8);
            QsbrReference<NativeBlock> reference = QsbrReference.of(reclaimer, first);
            reclaimer.close();
            AtomicBoolean stop = new AtomicBoolean();
            LongAdder strange = new LongAdder();
            Thread reader = Thread.ofPlatform().start(() -> {
                while (!stop.get()) {
                    ScopedQsbr.run(() -> {
                        if (reference.get() != first) {
                            strange.increment();
                        }
                    });
                }
            });
            for (int i = 0; i < 50_000; i++) {
                assertThatIllegalStateException().isThrownBy(() -> reference.replace(refused));
            }
            assertThatIllegalStateException().isThrownBy(reference::close);
            stop.set(true);
            reader.join();
            assertThat(strange.sum()).isZero();
        }
    }

    @Test
    void aQuarantineClosesTwiceAndLetsLateBlocksBeFreed() {
        QuarantineAllocator memory = new QuarantineAllocator();
        NativeBlock late = memory.allocate(8);
        memory.close();
        memory.close();
        late.reclaim();
        assertThat(memory.allocatedBytes()).isZero();
    }

    /** A thread that has read, and whose class answers for its stack itself. */
    @Test
    void aThreadThatDoesNotTellItsStackHoldsUpNobodyAndIsNamed() throws InterruptedException {
        AtomicReference<StallReport> reported = new AtomicReference<>();
        ReclaimerConfig config = ReclaimerConfig.defaults().withStallAfter(Duration.ofMillis(40))
                .withListener(new ReclaimerListener() {
                    @Override
                    public void stalled(StallReport report) {
                        if (!report.readers().isEmpty()) {
                            reported.set(report);
                        }
                    }
                });
        AtomicBoolean freed = new AtomicBoolean();
        SilentReader thread = new SilentReader();
        try (Reclaimer reclaimer = Reclaimer.create(config)) {
            thread.start();
            thread.inside.await();
            reclaimer.retire(() -> freed.set(true), 1);
            Await.until("a stall is reported", () -> reported.get() != null);
            assertThat(reported.get().readers()).anyMatch(reader -> reader.thread().contains("silent"));
            assertThat(freed).isFalse();
            thread.leave.open();
            reclaimer.barrier();
            assertThat(freed).isTrue();
        }
        thread.end.open();
        thread.join();
    }

    private static final class SilentReader extends Thread {

        private final Gate inside = new Gate();
        private final Gate leave = new Gate();
        private final Gate end = new Gate();

        SilentReader() {
            super("silent");
            setDaemon(true);
        }

        @Override
        public void run() {
            ScopedQsbr.run(() -> {
                inside.open();
                leave.await();
            });
            end.await();
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            throw new SecurityException("on purpose");
        }
    }
}
