// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.scheduling;

import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;

/**
 * How much heap a parked virtual thread needs, on the one scheduler and on the other.
 *
 * <pre>{@code java -cp stress/target/stress.jar dev.stillpoint.stress.bench.scheduling.MemoryPerThread [threads]}</pre>
 *
 * <p>A program and not a benchmark: the answer is a difference of heap sizes after collections, it has no time. Each
 * round prints one line; the first is a warm-up, in which classes are loaded and queues grow.
 */
public final class MemoryPerThread {

    private static final int THREADS = 200_000;
    private static final int ROUNDS = 3;
    private static final int COLLECTIONS = 3;

    private MemoryPerThread() {
    }

    public static void main(String... args) throws InterruptedException {
        int threads = args.length == 0 ? THREADS : Integer.parseInt(args[0]);
        int carriers = Runtime.getRuntime().availableProcessors();
        System.out.printf("%d parked threads, bytes of heap per thread%n%10s %12s %12s%n", threads, "default",
                "stillpoint", "difference");
        try (Contestant jdk = Contestant.of("default", carriers);
                Contestant ours = Contestant.of("stillpoint", carriers)) {
            for (int round = 0; round < ROUNDS; round++) {
                double theirs = bytesPerThread(jdk.factory(), threads);
                double own = bytesPerThread(ours.factory(), threads);
                System.out.printf("%10.1f %12.1f %12.1f%n", theirs, own, own - theirs);
            }
        }
    }

    private static double bytesPerThread(ThreadFactory factory, int threads) throws InterruptedException {
        long before = usedAfterCollection();
        CountDownLatch parked = new CountDownLatch(threads);
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(threads);
        for (int i = 0; i < threads; i++) {
            factory.newThread(() -> {
                parked.countDown();
                try {
                    go.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                ended.countDown();
            }).start();
        }
        parked.await();
        long after = usedAfterCollection();
        go.countDown();
        ended.await();
        return (double) (after - before) / threads;
    }

    private static long usedAfterCollection() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
