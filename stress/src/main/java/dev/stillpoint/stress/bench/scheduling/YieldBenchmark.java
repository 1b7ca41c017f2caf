// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.scheduling;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** One unmount and one mount: {@code Thread.yield()}. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = {Contestant.OPEN_LANG})
public class YieldBenchmark {

    private static final int YIELDS = 100_000;
    private static final int THREADS = 100;

    /** A thread that has its scheduler to itself. */
    @Benchmark
    @OperationsPerInvocation(YIELDS)
    public void alone(Threads threads) throws InterruptedException {
        threads.run(() -> yieldOften(YIELDS));
    }

    /** As many threads as fit into the queue of a carrier, all yielding. */
    @Benchmark
    @OperationsPerInvocation(YIELDS)
    public void amongOthers(Threads threads) throws InterruptedException {
        Thread[] started = new Thread[THREADS];
        for (int i = 0; i < THREADS; i++) {
            started[i] = threads.start(() -> yieldOften(YIELDS / THREADS));
        }
        for (Thread thread : started) {
            thread.join();
        }
    }

    private static void yieldOften(int times) {
        for (int i = 0; i < times; i++) {
            Thread.yield();
        }
    }
}
