// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.reclaim.grace.GracePeriods;
import dev.stillpoint.reclaim.memory.NativeBlock;
import dev.stillpoint.reclaim.memory.QuarantineAllocator;
import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.Background;
import dev.stillpoint.reclaim.support.Gate;
import dev.stillpoint.reclaim.support.ThreadKind;
import dev.stillpoint.reclaim.support.Unmount;
import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.SchedulerConfig;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Everybody at once: readers that park, visitors of both kinds, and two writers that replace as fast as they can. */
class QsbrStressTest {

    private static final GracePeriods GRACE = GracePeriods.process();
    private static final long SECONDS = 4;
    private static final int CARRIER_READERS = 300;
    private static final int VIRTUAL_VISITORS = 50;
    private static final int PLATFORM_VISITORS = 2;
    private static final int TABLES = 2;
    private static final int BLOCK_BYTES = 32;
    private static final long SEAL = 0x0123_4567_89AB_CDEFL;
    /** So many retired blocks may wait: quarantined memory is given back at the end only. */
    private static final int BATCH = 64;

    private final LongAdder carrierReads = new LongAdder();
    private final LongAdder visitorReads = new LongAdder();
    private final LongAdder unmounts = new LongAdder();
    private final LongAdder replacements = new LongAdder();
    private final LongAdder poisoned = new LongAdder();
    private final LongAdder tooEarly = new LongAdder();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    @Test
    void nobodyEverReadsFreedMemoryAndEverythingIsFreedInTheEnd() throws InterruptedException {
        try (QuarantineAllocator allocator = new QuarantineAllocator(); Reclaimer reclaimer = Reclaimer.create()) {
            List<QsbrReference<NativeBlock>> tables = new ArrayList<>();
            for (int i = 0; i < TABLES; i++) {
                tables.add(QsbrReference.of(reclaimer, sealed(allocator)));
            }
            runEverybody(tables, allocator, reclaimer);
            tables.forEach(QsbrReference::close);
            reclaimer.barrier();

            assertThat(allocator.allocatedBytes()).as("bytes that were not freed").isZero();
            assertThat(reclaimer.statistics().unreclaimedBytes()).isZero();
            assertThat(reclaimer.statistics().failedObjects()).isZero();
        }
        assertThat(failure.get()).isNull();
        assertThat(poisoned.sum()).as("reads of freed memory").isZero();
        assertThat(tooEarly.sum()).as("grace periods that ended under an older reader").isZero();
    }

    private void runEverybody(List<QsbrReference<NativeBlock>> tables, QuarantineAllocator allocator,
            Reclaimer reclaimer) throws InterruptedException {
        List<Background> threads = new ArrayList<>();
        try (CarrierScheduler scheduler = CarrierScheduler
                .create(SchedulerConfig.defaults().withName("stress").withCarriers(3).withQueueCapacity(8));
                Gate stop = new Gate()) {
            for (int i = 0; i < CARRIER_READERS; i++) {
                scheduler.start(() -> readUntil(stop, tables, carrierReads));
            }
            for (int i = 0; i < VIRTUAL_VISITORS; i++) {
                threads.add(ThreadKind.DEFAULT_VIRTUAL.start(() -> readUntil(stop, tables, visitorReads)));
            }
            for (int i = 0; i < PLATFORM_VISITORS; i++) {
                threads.add(ThreadKind.PLATFORM.start(() -> readUntil(stop, tables, visitorReads)));
            }
            for (QsbrReference<NativeBlock> table : tables) {
                threads.add(
                        Background.platform("stress-writer", () -> replaceUntil(stop, table, allocator, reclaimer)));
            }
            long end = System.nanoTime() + SECONDS * 1_000_000_000L;
            while (System.nanoTime() < end && failure.get() == null) {
                LockSupport.parkNanos(10_000_000);
            }
            Await.until("enough has happened", () -> failure.get() != null || isEnough());
        }
        for (Background thread : threads) {
            thread.join();
        }
    }

    private boolean isEnough() {
        return carrierReads.sum() > 10_000 && visitorReads.sum() > 1_000 && unmounts.sum() > 10_000
                && replacements.sum() > 1_000;
    }

    private static NativeBlock sealed(QuarantineAllocator allocator) {
        NativeBlock block = allocator.allocate(BLOCK_BYTES);
        block.segment().set(ValueLayout.JAVA_LONG, 0, SEAL);
        block.segment().set(ValueLayout.JAVA_LONG, BLOCK_BYTES - Long.BYTES, SEAL);
        return block;
    }

    private void replaceUntil(Gate stop, QsbrReference<NativeBlock> table, QuarantineAllocator allocator,
            Reclaimer reclaimer) throws InterruptedException {
        while (!stop.isOpen()) {
            for (int i = 0; i < BATCH; i++) {
                table.replace(sealed(allocator));
                replacements.increment();
            }
            reclaimer.barrier();
        }
    }

    private void readUntil(Gate stop, List<QsbrReference<NativeBlock>> tables, LongAdder reads) {
        try {
            while (!stop.isOpen()) {
                ScopedQsbr.run(() -> readAndStay(tables));
                reads.increment();
                if (ThreadLocalRandom.current().nextInt(8) == 0) {
                    Unmount.any().now();
                }
            }
        } catch (Throwable e) {
            failure.compareAndSet(null, e);
        }
    }

    /** One section: takes blocks, stays for none to three unmounts, one of them nested, and looks at the blocks. */
    private void readAndStay(List<QsbrReference<NativeBlock>> tables) throws InterruptedException {
        // A grace period newer than this began under this reader, so it must not end before the reader has left.
        long newest = GRACE.requested();
        NativeBlock first = tables.get(0).get();
        NativeBlock second = tables.get(1).get();
        int stays = ThreadLocalRandom.current().nextInt(4);
        for (int i = 0; i < stays; i++) {
            Unmount.any().now();
            unmounts.increment();
            check(first);
            if (i == 1) {
                ScopedQsbr.run(() -> {
                    Unmount.any().now();
                    check(tables.get(0).get());
                });
            }
        }
        check(first);
        check(second);
        if (GRACE.completed() > newest) {
            tooEarly.increment();
        }
    }

    private void check(NativeBlock block) {
        if (block.segment().get(ValueLayout.JAVA_LONG, 0) != SEAL
                || block.segment().get(ValueLayout.JAVA_LONG, BLOCK_BYTES - Long.BYTES) != SEAL) {
            poisoned.increment();
        }
    }
}
