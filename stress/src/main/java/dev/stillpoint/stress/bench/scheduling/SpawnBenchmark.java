// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.scheduling;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** Threads that are made, do next to nothing and end. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 3, jvmArgsAppend = {Contestant.OPEN_LANG, "-Xmx4g"})
public class SpawnBenchmark {

    private static final int SPAWNED = 100_000;
    private static final int LEAVES = 1_000_000;
    private static final int BRANCHES = 10;

    /** One virtual thread starts 100 000 and waits for them. */
    @Benchmark
    public void spawn(Threads threads) throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(SPAWNED);
        ThreadFactory factory = threads.factory();
        threads.run(() -> {
            for (int i = 0; i < SPAWNED; i++) {
                factory.newThread(ended::countDown).start();
            }
        });
        ended.await();
    }

    /** The same without a factory: the scheduler is inherited. */
    @Benchmark
    public void spawnInherited(Threads threads) throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(SPAWNED);
        threads.run(() -> {
            for (int i = 0; i < SPAWNED; i++) {
                Thread.startVirtualThread(ended::countDown);
            }
        });
        ended.await();
    }

    /** A platform thread, as an acceptor of connections is one, starts 100 000 and waits for them. */
    @Benchmark
    public void spawnFromOutside(Threads threads) throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(SPAWNED);
        ThreadFactory factory = threads.factory();
        for (int i = 0; i < SPAWNED; i++) {
            factory.newThread(ended::countDown).start();
        }
        ended.await();
    }

    /** Each of 100 000 threads starts the next one and ends. */
    @Benchmark
    public void chainedSpawn(Threads threads) throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        threads.start(new Link(threads.factory(), ended, SPAWNED));
        ended.await();
    }

    /** A tree of threads with a million leaves; every parent waits for its ten children and sums what they found. */
    @Benchmark
    public long skynet(Threads threads) throws InterruptedException {
        Node root = new Node(threads.factory(), 0, LEAVES);
        threads.run(root);
        long expected = LEAVES * (LEAVES - 1L) / 2;
        if (root.sum != expected) {
            throw new IllegalStateException("sum is %d, not %d".formatted(root.sum, expected));
        }
        return root.sum;
    }

    private record Link(ThreadFactory factory, CountDownLatch ended, int left) implements Runnable {

        @Override
        public void run() {
            if (left == 0) {
                ended.countDown();
            } else {
                factory.newThread(new Link(factory, ended, left - 1)).start();
            }
        }
    }

    private static final class Node implements Runnable {

        private final ThreadFactory factory;
        private final long first;
        private final int leaves;
        // written by the thread of the node, read by its parent after join
        long sum;

        Node(ThreadFactory factory, long first, int leaves) {
            this.factory = factory;
            this.first = first;
            this.leaves = leaves;
        }

        @Override
        public void run() {
            if (leaves == 1) {
                sum = first;
                return;
            }
            Node[] children = new Node[BRANCHES];
            Thread[] running = new Thread[BRANCHES];
            int part = leaves / BRANCHES;
            for (int i = 0; i < BRANCHES; i++) {
                children[i] = new Node(factory, first + (long) i * part, part);
                running[i] = factory.newThread(children[i]);
                running[i].start();
            }
            for (int i = 0; i < BRANCHES; i++) {
                join(running[i]);
                sum += children[i].sum;
            }
        }

        private static void join(Thread thread) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
