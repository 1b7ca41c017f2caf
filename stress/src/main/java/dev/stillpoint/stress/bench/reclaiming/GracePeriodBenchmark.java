// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.reclaiming;

import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.stress.bench.CarrierExecutor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long {@link Reclaimer#synchronize()} takes beside readers of each kind of {@link ReaderLoad}.
 *
 * <pre>{@code java -jar stress/target/stress.jar GracePeriodBenchmark}</pre>
 *
 * <p>Every call is timed; read the percentiles, not the average. In the rows {@code …Virtual} the caller is a virtual
 * thread on a third carrier of its own, so that it does not queue behind the readers: that wait would be the
 * scheduler's, not the grace period's. It cannot drive the grace period itself and is woken by the thread that does.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 2)
@Fork(value = 2, jvmArgsAppend = {CarrierExecutor.OPEN_LANG,
        CarrierExecutor.NATIVE_ACCESS})
public class GracePeriodBenchmark {

    /** Who waits. */
    @State(Scope.Benchmark)
    public static class Waiting {

        private final Reclaimer reclaimer = Reclaimer.create();

        void gracePeriod() throws InterruptedException {
            reclaimer.synchronize();
        }

        @TearDown
        public void close() {
            reclaimer.close();
        }
    }

    @Benchmark
    public void idle(Waiting waiting, ReaderLoad.Idle readers) throws InterruptedException {
        waiting.gracePeriod();
    }

    @Benchmark
    @Fork(value = 2, jvmArgsAppend = {CarrierExecutor.ON_CARRIERS, CarrierExecutor.THIS_CLASS,
            CarrierExecutor.OPEN_LANG, CarrierExecutor.NATIVE_ACCESS})
    public void idleVirtual(Waiting waiting, ReaderLoad.Idle readers) throws InterruptedException {
        waiting.gracePeriod();
    }

    @Benchmark
    public void crowd(Waiting waiting, ReaderLoad.Crowd readers) throws InterruptedException {
        waiting.gracePeriod();
    }

    @Benchmark
    @Fork(value = 2, jvmArgsAppend = {CarrierExecutor.ON_CARRIERS, CarrierExecutor.THIS_CLASS,
            CarrierExecutor.OPEN_LANG, CarrierExecutor.NATIVE_ACCESS})
    public void crowdVirtual(Waiting waiting, ReaderLoad.Crowd readers) throws InterruptedException {
        waiting.gracePeriod();
    }

    @Benchmark
    public void spinner(Waiting waiting, ReaderLoad.Spinner readers) throws InterruptedException {
        waiting.gracePeriod();
    }

    @Benchmark
    @Fork(value = 2, jvmArgsAppend = {CarrierExecutor.ON_CARRIERS, CarrierExecutor.THIS_CLASS,
            CarrierExecutor.OPEN_LANG, CarrierExecutor.NATIVE_ACCESS})
    public void spinnerVirtual(Waiting waiting, ReaderLoad.Spinner readers) throws InterruptedException {
        waiting.gracePeriod();
    }

    @Benchmark
    public void overlapping(Waiting waiting, ReaderLoad.Overlapping readers) throws InterruptedException {
        waiting.gracePeriod();
    }

    @Benchmark
    @Fork(value = 2, jvmArgsAppend = {CarrierExecutor.ON_CARRIERS, CarrierExecutor.THIS_CLASS,
            CarrierExecutor.OPEN_LANG, CarrierExecutor.NATIVE_ACCESS})
    public void overlappingVirtual(Waiting waiting, ReaderLoad.Overlapping readers) throws InterruptedException {
        waiting.gracePeriod();
    }
}
