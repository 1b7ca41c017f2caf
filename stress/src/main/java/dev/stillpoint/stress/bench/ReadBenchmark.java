// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs a reader to be safe: one look-up of a random element off the heap.
 *
 * <pre>{@code java -jar stress/target/stress.jar ReadBenchmark -t 2}</pre>
 *
 * <p>One call, one look-up: the reader finds out anew on which carrier it is. {@link ReadLoopBenchmark} makes the same
 * look-ups in a loop.
 *
 * <p>Every contestant runs on the same virtual threads of a {@code CarrierScheduler}, but for the two {@code …Visitor}
 * rows, which run on platform threads. The cost of protection is a row minus the raw row of its kind of thread.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = {CarrierExecutor.ON_CARRIERS, CarrierExecutor.THIS_CLASS, CarrierExecutor.OPEN_LANG,
        CarrierExecutor.NATIVE_ACCESS})
public class ReadBenchmark {

    // -- on carriers

    @Benchmark
    public long raw(QsbrReads table, RandomIndex random) {
        return table.readRaw(random.next());
    }

    @Benchmark
    public long guardedLambda(QsbrReads table, RandomIndex random) {
        return table.read(random.next());
    }

    @Benchmark
    public long guardedToken(QsbrReads table, RandomIndex random) {
        return table.readWithToken(random.next());
    }

    @Benchmark
    public long guardedOpenClose(QsbrReads table, RandomIndex random) {
        return table.readWithGuard(random.next());
    }

    @Benchmark
    public long fencedEpoch(FencedEpochReads table, RandomIndex random) {
        return table.read(random.next());
    }

    @Benchmark
    public long groupCount(GroupReads table, RandomIndex random) {
        return table.read(random.next());
    }

    @Benchmark
    public long referenceCount(CountedReads table, RandomIndex random) {
        return table.read(random.next());
    }

    @Benchmark
    public long stampedLock(StampedLockReads table, RandomIndex random) {
        return table.read(random.next());
    }

    @Benchmark
    public long readWriteLock(ReadWriteLockReads table, RandomIndex random) {
        return table.read(random.next());
    }

    // -- on platform threads

    @Benchmark
    @Fork(value = 3, jvmArgsAppend = {CarrierExecutor.OPEN_LANG,
            CarrierExecutor.NATIVE_ACCESS})
    public long rawVisitor(QsbrReads table, RandomIndex random) {
        return table.readRaw(random.next());
    }

    @Benchmark
    @Fork(value = 3, jvmArgsAppend = {CarrierExecutor.OPEN_LANG,
            CarrierExecutor.NATIVE_ACCESS})
    public long guardedVisitor(QsbrReads table, RandomIndex random) {
        return table.read(random.next());
    }
}
