// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.reclaiming;

import dev.stillpoint.reclaim.GracePeriod;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.stress.bench.CarrierExecutor;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What grace periods take from those who compute or read beside them: two threads on two processors, while so many
 * grace periods a second are waited for, and so many platform threads have read once and are parked.
 *
 * <pre>{@code java -jar stress/target/stress.jar BystanderBenchmark}</pre>
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 4, time = 1)
@Fork(value = 2, jvmArgsAppend = {CarrierExecutor.OPEN_LANG, CarrierExecutor.NATIVE_ACCESS})
@Threads(2)
public class BystanderBenchmark {

    /** About a tenth of a microsecond. */
    private static final int TOKENS = 50;

    /** Platform threads that readers of the library know, and that sleep. */
    @State(Scope.Benchmark)
    public static class IdleReaders {

        @Param({"0", "200", "2000"})
        public int idleReaders;

        private final ParkedThreads threads = new ParkedThreads();

        @Setup
        public void start() throws InterruptedException {
            CountDownLatch haveRead = new CountDownLatch(idleReaders);
            threads.start(idleReaders, () -> ScopedQsbr.run(haveRead::countDown));
            haveRead.await();
        }

        @TearDown
        public void stop() throws InterruptedException {
            threads.stop();
        }
    }

    /** Waits for one grace period after the other, at a pace. */
    @State(Scope.Benchmark)
    public static class GracePeriods {

        private static final Duration PATIENCE = Duration.ofSeconds(10);

        @Param({"0", "100", "1000"})
        public int perSecond;

        private @Nullable Thread waiting;
        private volatile boolean stopped;

        @Setup
        public void start() {
            stopped = false;
            if (perSecond != 0) {
                waiting = Thread.ofPlatform().daemon().start(this::await);
            }
        }

        private void await() {
            long nanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
            long next = System.nanoTime();
            try {
                while (!stopped) {
                    if (!GracePeriod.start().await(PATIENCE)) {
                        throw new AssertionError("nobody stays inside, and yet the grace period does not end");
                    }
                    next += nanos;
                    LockSupport.parkNanos(next - System.nanoTime());
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @TearDown
        public void stop() throws InterruptedException {
            stopped = true;
            if (waiting != null) {
                waiting.join();
            }
        }
    }

    @Benchmark
    public void computing(GracePeriods beside, IdleReaders idle) {
        Blackhole.consumeCPU(TOKENS);
    }

    @Benchmark
    public void readingOnPlatformThreads(GracePeriods beside, IdleReaders idle) {
        ScopedQsbr.run(() -> Blackhole.consumeCPU(TOKENS));
    }

    @Benchmark
    @Fork(value = 2, jvmArgsAppend = {CarrierExecutor.ON_CARRIERS, CarrierExecutor.THIS_CLASS,
            CarrierExecutor.OPEN_LANG, CarrierExecutor.NATIVE_ACCESS})
    public void readingOnCarriers(GracePeriods beside, IdleReaders idle) {
        ScopedQsbr.run(() -> Blackhole.consumeCPU(TOKENS));
    }
}
