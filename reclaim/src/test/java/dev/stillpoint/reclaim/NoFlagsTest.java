// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.reclaim.memory.NativeBlock;
import dev.stillpoint.reclaim.memory.QuarantineAllocator;
import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.Background;
import dev.stillpoint.reclaim.support.Gate;
import dev.stillpoint.reclaim.support.OpenReader;
import dev.stillpoint.reclaim.support.ThreadKind;
import dev.stillpoint.reclaim.support.Unmount;
import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.SchedulerUnavailableException;
import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** In a JVM that was given no flag there is no scheduler, everybody is a visitor, and everything else works. */
@Tag("no-flags")
class NoFlagsTest {

    /** Fails where this class runs with the flags by mistake: then it would test nothing. */
    @Test
    void thereIsNoSchedulerHereAndItSaysWhatItNeeds() {
        assertThatThrownBy(CarrierScheduler::create).isInstanceOf(SchedulerUnavailableException.class)
                .hasMessageContaining("--add-opens=java.base/java.lang=ALL-UNNAMED")
                .hasMessageContaining("every reader is then a visitor");
    }

    @ParameterizedTest
    @EnumSource(names = "CARRIER", mode = EnumSource.Mode.EXCLUDE)
    void everyReaderIsAVisitor(ThreadKind kind) throws InterruptedException {
        kind.run(() -> {
            assertThat(CurrentVisitor.get().isReading()).isFalse();
            ScopedQsbr.run(() -> {
                assertThat(CurrentCarrier.get()).isNull();
                assertThat(ScopedQsbr.isReading()).isTrue();
                assertThat(CurrentVisitor.get().isReading()).isTrue();
                Unmount.SLEEP.now();
                assertThat(CurrentVisitor.get().isReading()).isTrue();
            });
            assertThat(ScopedQsbr.isReading()).isFalse();
            assertThat(CurrentVisitor.get().isReading()).isFalse();
        });
    }

    @ParameterizedTest
    @EnumSource(names = "CARRIER", mode = EnumSource.Mode.EXCLUDE)
    void nestingExceptionsAndGuardsWorkAsEverywhere(ThreadKind kind) throws InterruptedException {
        kind.run(() -> {
            assertThatThrownBy(() -> ScopedQsbr.run(() -> {
                try (ReadGuard _ = ScopedQsbr.open()) {
                    assertThat(ScopedQsbr.isReading()).isTrue();
                }
                assertThat(ScopedQsbr.isReading()).isTrue();
                throw new IllegalArgumentException("out of it");
            })).hasMessage("out of it");
            assertThat(ScopedQsbr.isReading()).isFalse();

            ReadGuard guard = ScopedQsbr.open();
            Background.platform("thief", () -> assertThatThrownBy(guard::close)
                    .isInstanceOf(WrongThreadException.class)).join();
            assertThat(ScopedQsbr.isReading()).isTrue();
            guard.close();
            guard.close();
            assertThat(ScopedQsbr.isReading()).isFalse();
        });
    }

    @ParameterizedTest
    @EnumSource(names = "CARRIER", mode = EnumSource.Mode.EXCLUDE)
    void aSectionThatParksProtectsWhatItReads(ThreadKind kind) throws InterruptedException {
        try (QuarantineAllocator allocator = new QuarantineAllocator(); Reclaimer reclaimer = Reclaimer.create()) {
            NativeBlock old = allocator.allocate(16);
            QsbrReference<NativeBlock> reference = QsbrReference.of(reclaimer, old);
            try (OpenReader reader = OpenReader.on(kind,
                    () -> assertThat(QuarantineAllocator.isPoisoned(old.segment())).isFalse())) {
                reference.replace(allocator.allocate(16));
                Await.never("freed under a parked reader", () -> QuarantineAllocator.isPoisoned(old.segment()));
                reader.leave();
            }
            reclaimer.barrier();
            assertThat(QuarantineAllocator.isPoisoned(old.segment())).isTrue();
            reference.close();
        }
    }

    @ParameterizedTest
    @EnumSource(names = "CARRIER", mode = EnumSource.Mode.EXCLUDE)
    void waitingWorksOutsideASectionAndIsRefusedInside(ThreadKind kind) throws InterruptedException {
        try (Reclaimer reclaimer = Reclaimer.create()) {
            kind.run(() -> {
                ScopedQsbr.run(() -> {
                    assertThatThrownBy(reclaimer::synchronize).isInstanceOf(IllegalStateException.class);
                    assertThatThrownBy(reclaimer::barrier).isInstanceOf(IllegalStateException.class);
                });
                reclaimer.synchronize();
                reclaimer.barrier();
                GracePeriod period = GracePeriod.start();
                Await.until("the grace period ends", period::hasElapsed);
            });
        }
    }

    @Test
    void virtualReadersThatParkAndMigrateNeverReadFreedMemory() throws InterruptedException {
        LongAdder reads = new LongAdder();
        LongAdder poisoned = new LongAdder();
        try (QuarantineAllocator allocator = new QuarantineAllocator(); Reclaimer reclaimer = Reclaimer.create()) {
            QsbrReference<NativeBlock> reference = QsbrReference.of(reclaimer, allocator.allocate(16));
            List<Background> readers = new ArrayList<>();
            try (Gate stop = new Gate()) {
                for (int i = 0; i < 100; i++) {
                    readers.add(ThreadKind.DEFAULT_VIRTUAL.start(() -> {
                        while (!stop.isOpen()) {
                            ScopedQsbr.run(() -> {
                                NativeBlock block = reference.get();
                                Unmount.any().now();
                                reads.increment();
                                if (QuarantineAllocator.isPoisoned(block.segment())) {
                                    poisoned.increment();
                                }
                            });
                        }
                    }));
                }
                long before = reclaimer.statistics().reclaimedObjects();
                Await.until("5000 reads and 200 frees", () -> {
                    reference.replace(allocator.allocate(16));
                    return reads.sum() >= 5_000 && reclaimer.statistics().reclaimedObjects() >= before + 200;
                });
            }
            for (Background reader : readers) {
                reader.join();
            }
            reference.close();
            reclaimer.barrier();
            assertThat(allocator.allocatedBytes()).isZero();
        }
        assertThat(poisoned.sum()).isZero();
    }
}
