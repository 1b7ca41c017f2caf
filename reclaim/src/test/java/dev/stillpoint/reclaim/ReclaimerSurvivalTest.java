// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.stillpoint.reclaim.memory.NativeBlock;
import dev.stillpoint.reclaim.memory.QuarantineAllocator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
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
}
