// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import dev.stillpoint.reclaim.memory.NativeBlock;
import dev.stillpoint.reclaim.memory.QuarantineAllocator;
import dev.stillpoint.reclaim.support.Background;
import dev.stillpoint.reclaim.support.Unmount;
import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.SchedulerConfig;
import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CarrierRegistry;
import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/**
 * A harness for quiescence rules: virtual threads on a real scheduler that read in sections without a gap between them
 * and park in each, and one writer that replaces what they read, waits for a grace period, and frees the old block.
 *
 * <p>A reader leaves its carrier inside sections only, so a carrier has a parked reader at every one of its unmounts.
 */
final class OverlappingReaders implements AutoCloseable {

    private static final long BLOCK_BYTES = 64;

    private final Periods periods;
    private final QuarantineAllocator allocator = new QuarantineAllocator();
    private final AtomicReference<NativeBlock> current = new AtomicReference<>(allocator.allocate(BLOCK_BYTES));
    private final CarrierScheduler scheduler;
    private final Background writer;
    private final CountDownLatch inside;
    private final LongAdder reads = new LongAdder();
    private final LongAdder poisonedReads = new LongAdder();
    private final LongAdder ended = new LongAdder();
    // set by close
    private volatile boolean stop;

    /** Starts readers and, when all of them are in their first section, the writer. */
    OverlappingReaders(Periods periods, int readers) throws InterruptedException {
        this.periods = periods;
        CarrierRegistry.subscribe(periods.subscriber());
        scheduler = CarrierScheduler.create(SchedulerConfig.defaults().withName("overlap").withCarriers(2));
        inside = new CountDownLatch(readers);
        for (int i = 0; i < readers; i++) {
            scheduler.start(this::read);
        }
        inside.await();
        writer = Background.platform("overlap-writer", this::write);
    }

    private void read() {
        boolean first = true;
        while (!stop) {
            // Nothing between these two lines can park, and inside the section the carrier is this thread's home.
            Carrier carrier = Objects.requireNonNull(CurrentCarrier.get());
            periods.enter(carrier.registers());
            try {
                NativeBlock block = current.get();
                if (first) {
                    inside.countDown();
                    first = false;
                }
                Unmount.any().now();
                count(block);
            } catch (InterruptedException e) {
                throw new AssertionError("nobody interrupts readers", e);
            } finally {
                carrier.registers().release();
            }
        }
    }

    private void count(NativeBlock block) {
        reads.increment();
        if (QuarantineAllocator.isPoisoned(block.segment())) {
            poisonedReads.increment();
        }
    }

    private void write() {
        while (!stop) {
            NativeBlock old = current.getAndSet(allocator.allocate(BLOCK_BYTES));
            if (periods.passOne(() -> stop)) {
                ended.increment();
            }
            old.reclaim();
        }
    }

    /** Grace periods that ended while the readers were there. */
    long ended() {
        return ended.sum();
    }

    /** Sections in which a reader parked and then looked at its block. */
    long reads() {
        return reads.sum();
    }

    /** Reads of a block that had been freed. */
    long poisonedReads() {
        return poisonedReads.sum();
    }

    @Override
    public void close() {
        stop = true;
        scheduler.close();
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while the writer ended", e);
        }
        CarrierRegistry.unsubscribe(periods.subscriber());
        allocator.close();
    }
}
