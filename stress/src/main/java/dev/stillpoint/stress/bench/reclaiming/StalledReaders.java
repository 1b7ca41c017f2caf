// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.reclaiming;

import dev.stillpoint.reclaim.BacklogExceededException;
import dev.stillpoint.reclaim.BacklogLimits;
import dev.stillpoint.reclaim.BacklogLimits.WhenFull;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ReclaimerConfig;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.memory.BlockAllocator;
import dev.stillpoint.reclaim.memory.NativeBlock;
import dev.stillpoint.scheduler.CarrierScheduler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How much memory waits to be freed while ten readers stay in their sections and a writer wants to retire 10 000 blocks
 * a second: without a limit, and with limits below 64 MB.
 *
 * <pre>{@code
 * java -cp stress/target/stress.jar --add-opens=java.base/java.lang=ALL-UNNAMED \
 *     --enable-native-access=ALL-UNNAMED \
 *     dev.stillpoint.stress.bench.reclaiming.StalledReaders [seconds] [bytes]
 * }</pre>
 *
 * <p>The peak is what the allocator says, not the reclaimer. At the end of a run the readers leave, and everything must
 * be freed. The exit status is 1 if it was not, or if a limit did not hold.
 */
public final class StalledReaders {

    private static final int READERS = 10;
    private static final long PER_SECOND = 10_000;
    private static final long MOST_BYTES = 64_000_000;
    /** Carriers look at the backlog once in 64 objects, so the limit is that much below. */
    private static final int LOOK_INTERVAL = 64;
    private static final BlockAllocator ALLOCATOR = BlockAllocator.malloc();

    /** What the writer did. */
    private record Outcome(long retired, long refused, long peakBytes) {
    }

    private final long nanos;
    private final long bytes;

    private StalledReaders(long seconds, long bytes) {
        nanos = TimeUnit.SECONDS.toNanos(seconds);
        this.bytes = bytes;
    }

    /**
     * Three runs and a table.
     *
     * @param args the length of each run in seconds, and the size of a block in bytes: 5 and 4096
     */
    public static void main(String[] args) throws InterruptedException {
        StalledReaders runs = new StalledReaders(args.length > 0 ? Long.parseLong(args[0]) : 5,
                args.length > 1 ? Long.parseLong(args[1]) : 4096);
        long limit = MOST_BYTES - LOOK_INTERVAL * runs.bytes;
        BacklogLimits unlimited = BacklogLimits.defaults();
        System.out.println("limit    retired  refused  peak MB  left MB");
        runs.report("none", unlimited);
        boolean throwing = runs.report("throw", unlimited.withFull(limit, Long.MAX_VALUE, WhenFull.THROW));
        boolean waiting = runs.report("wait", unlimited.withFull(limit, Long.MAX_VALUE, WhenFull.WAIT));
        System.exit(throwing && waiting ? 0 : 1);
    }

    private boolean report(String name, BacklogLimits limits) throws InterruptedException {
        Outcome outcome = run(limits);
        long left = ALLOCATOR.allocatedBytes();
        System.out.printf("%-6s %9d %8d %8.1f %8.1f%n", name, outcome.retired, outcome.refused,
                outcome.peakBytes / 1e6, left / 1e6);
        return left == 0 && outcome.peakBytes <= MOST_BYTES;
    }

    private Outcome run(BacklogLimits limits) throws InterruptedException {
        CountDownLatch reading = new CountDownLatch(READERS);
        CountDownLatch over = new CountDownLatch(1);
        ReclaimerConfig config = ReclaimerConfig.defaults().withLimits(limits).withStallAfter(ReclaimerConfig.NEVER);
        try (Reclaimer reclaimer = Reclaimer.create(config); CarrierScheduler scheduler = CarrierScheduler.create()) {
            for (int i = 0; i < READERS; i++) {
                scheduler.start(() -> stall(reading, over));
            }
            reading.await();
            CompletableFuture<Outcome> writing = new CompletableFuture<>();
            scheduler.start(() -> writing.complete(retire(reclaimer, over)));
            LockSupport.parkNanos(nanos);
            // A writer that waits for room is let go by the readers.
            over.countDown();
            return writing.join();
        }
    }

    private static void stall(CountDownLatch reading, CountDownLatch over) {
        ScopedQsbr.run(() -> {
            reading.countDown();
            while (over.getCount() != 0) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            }
        });
    }

    private Outcome retire(Reclaimer reclaimer, CountDownLatch over) {
        long start = System.nanoTime();
        long retired = 0;
        long refused = 0;
        long peak = 0;
        while (over.getCount() != 0) {
            long due = (System.nanoTime() - start) / (TimeUnit.SECONDS.toNanos(1) / PER_SECOND);
            if (retired + refused >= due) {
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(100));
                continue;
            }
            NativeBlock block = ALLOCATOR.allocate(bytes);
            peak = Math.max(peak, ALLOCATOR.allocatedBytes());
            try {
                reclaimer.retire(block);
                retired++;
            } catch (BacklogExceededException _) {
                block.reclaim();
                refused++;
            }
        }
        return new Outcome(retired, refused, peak);
    }
}
