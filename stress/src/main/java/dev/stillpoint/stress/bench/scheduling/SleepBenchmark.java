// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.scheduling;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** 100 000 threads that sleep at the same time: the cost of a timer and of being woken by it. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 3, jvmArgsAppend = {Contestant.OPEN_LANG, "-Xmx4g"})
public class SleepBenchmark {

    private static final int SLEEPERS = 100_000;

    /** All for the same time; less than it takes to start them all. */
    @Benchmark
    public void equal(Threads threads) throws InterruptedException {
        sleep(threads, 0);
    }

    /** Between 10 and 60 ms, in no order: the heap of timers has work to do. */
    @Benchmark
    public void mixed(Threads threads) throws InterruptedException {
        sleep(threads, 50);
    }

    private static void sleep(Threads threads, int spreadMillis) throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(SLEEPERS);
        threads.run(() -> {
            for (int i = 0; i < SLEEPERS; i++) {
                // Multiplication by a large odd number mixes the order of the times.
                int more = spreadMillis == 0 ? 0 : Math.floorMod(i * 0x9E3779B1, spreadMillis);
                threads.start(() -> {
                    sleep(10 + more);
                    ended.countDown();
                });
            }
        });
        ended.await();
    }

    private static void sleep(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
