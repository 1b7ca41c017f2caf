// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The look-ups of {@link ReadBenchmark} as a request makes them: many, one after the other, each in a section of its
 * own.
 *
 * <pre>{@code java -jar stress/target/stress.jar ReadLoopBenchmark -t 2}</pre>
 *
 * <p>Here the raw row is nothing but the read; there it is also the drawing of an index.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(ReadLoopBenchmark.LOOKUPS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = {CarrierExecutor.ON_CARRIERS, CarrierExecutor.THIS_CLASS, CarrierExecutor.OPEN_LANG,
        CarrierExecutor.NATIVE_ACCESS})
public class ReadLoopBenchmark {

    static final int LOOKUPS = 1000;

    /** The look-ups of one request. */
    @State(Scope.Thread)
    public static class Request {

        private final int[] indices = new int[LOOKUPS];

        @Setup
        public void draw(RandomIndex random) {
            Arrays.setAll(indices, _ -> random.next());
        }

        int[] indices() {
            return indices;
        }
    }

    @Benchmark
    public long raw(QsbrReads table, Request request) {
        long sum = 0;
        for (int index : request.indices()) {
            sum += table.readRaw(index);
        }
        return sum;
    }

    @Benchmark
    public long guardedLambda(QsbrReads table, Request request) {
        long sum = 0;
        for (int index : request.indices()) {
            sum += table.read(index);
        }
        return sum;
    }

    @Benchmark
    public long guardedToken(QsbrReads table, Request request) {
        long sum = 0;
        for (int index : request.indices()) {
            sum += table.readWithToken(index);
        }
        return sum;
    }

    @Benchmark
    public long guardedOpenClose(QsbrReads table, Request request) {
        long sum = 0;
        for (int index : request.indices()) {
            sum += table.readWithGuard(index);
        }
        return sum;
    }

    @Benchmark
    public long fencedEpoch(FencedEpochReads table, Request request) {
        long sum = 0;
        for (int index : request.indices()) {
            sum += table.read(index);
        }
        return sum;
    }

    @Benchmark
    public long groupCount(GroupReads table, Request request) {
        long sum = 0;
        for (int index : request.indices()) {
            sum += table.read(index);
        }
        return sum;
    }

    @Benchmark
    public long referenceCount(CountedReads table, Request request) {
        long sum = 0;
        for (int index : request.indices()) {
            sum += table.read(index);
        }
        return sum;
    }

    @Benchmark
    public long stampedLock(StampedLockReads table, Request request) {
        long sum = 0;
        for (int index : request.indices()) {
            sum += table.read(index);
        }
        return sum;
    }

    @Benchmark
    public long readWriteLock(ReadWriteLockReads table, Request request) {
        long sum = 0;
        for (int index : request.indices()) {
            sum += table.read(index);
        }
        return sum;
    }
}
