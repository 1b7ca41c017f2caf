// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.reclaiming;

import dev.stillpoint.reclaim.GracePeriod;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.SchedulerConfig;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * How long grace periods take beside carriers that all compute, read in between, and never unmount: fewer and more of
 * them than there are processors.
 *
 * <pre>{@code
 * java -cp stress/target/stress.jar --add-opens=java.base/java.lang=ALL-UNNAMED \
 *     --enable-native-access=ALL-UNNAMED \
 *     dev.stillpoint.stress.bench.reclaiming.BusyCarriers [seconds] [carriers ...]
 * }</pre>
 *
 * <p>A platform thread waits for one grace period after the other and pauses for 10 ms in between. Without
 * {@code --enable-native-access} carriers are stopped by the JVM and not cut by a membarrier.
 */
public final class BusyCarriers {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    /** What a carrier computes between two sections takes some 10 microseconds. */
    private static final int STEPS = 10_000;

    private final long nanos;
    private volatile boolean over;
    private volatile long found = 1;

    private BusyCarriers(long seconds) {
        nanos = TimeUnit.SECONDS.toNanos(seconds);
    }

    /**
     * One run for each number of carriers, and a table.
     *
     * @param args the length of each run in seconds, and the numbers of carriers: 8, and 2 8 16 64
     */
    public static void main(String[] args) throws InterruptedException {
        long seconds = args.length > 0 ? Long.parseLong(args[0]) : 8;
        List<Integer> carriers = args.length > 1
                ? Stream.of(args).skip(1).map(Integer::valueOf).toList()
                : List.of(2, 8, 16, 64);
        System.out.println("carriers  number  median ms   p99 ms   worst ms  stops");
        for (int many : carriers) {
            new BusyCarriers(seconds).run(many);
        }
    }

    private void run(int carriers) throws InterruptedException {
        try (Reclaimer reclaimer = Reclaimer.create();
                CarrierScheduler scheduler = CarrierScheduler
                        .create(SchedulerConfig.defaults().withName("busy").withCarriers(carriers))) {
            for (int i = 0; i < carriers; i++) {
                scheduler.start(this::compute);
            }
            try {
                measure(reclaimer, TimeUnit.SECONDS.toNanos(2));
                long forced = GracePeriod.statistics().forcedStops();
                long[] lengths = measure(reclaimer, nanos);
                print(carriers, lengths, GracePeriod.statistics().forcedStops() - forced);
            } finally {
                over = true;
            }
        }
    }

    private void compute() {
        long sum = 0;
        while (!over) {
            sum = readAndCompute(sum);
        }
        found = sum | 1;
    }

    /** A method of its own, which is compiled as a whole: the end of the section and the loop that follows it. */
    private long readAndCompute(long begun) {
        long sum = begun + ScopedQsbr.read(() -> found);
        for (int i = 0; i < STEPS; i++) {
            sum = sum * 31 + (sum >>> 7) ^ i;
        }
        return sum;
    }

    private static long[] measure(Reclaimer reclaimer, long nanos) throws InterruptedException {
        long[] lengths = new long[1024];
        int count = 0;
        long begin = System.nanoTime();
        long start = begin;
        while (start - begin < nanos) {
            reclaimer.synchronize();
            if (count == lengths.length) {
                lengths = Arrays.copyOf(lengths, 2 * count);
            }
            lengths[count] = System.nanoTime() - start;
            count++;
            LockSupport.parkNanos(PAUSE_NANOS);
            start = System.nanoTime();
        }
        return Arrays.copyOf(lengths, count);
    }

    private static void print(int carriers, long[] lengths, long forced) {
        Arrays.sort(lengths);
        System.out.printf("%8d %7d %10.3f %8.2f %10.2f %6d%n", carriers, lengths.length,
                millis(lengths, lengths.length / 2), millis(lengths, lengths.length * 99 / 100),
                millis(lengths, lengths.length - 1), forced);
    }

    private static double millis(long[] lengths, int index) {
        return lengths[index] / 1e6;
    }
}
