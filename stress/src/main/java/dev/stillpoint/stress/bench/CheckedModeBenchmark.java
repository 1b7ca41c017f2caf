// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench;

import dev.stillpoint.stress.bench.ReadLoopBenchmark.Request;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the checked mode costs: nothing when it is off. A row {@code …Off} must equal its {@code …CompiledOut}, which is
 * the same code without any trace of the checked mode; {@code …On} is the price of the checks.
 *
 * <pre>{@code java -jar stress/target/stress.jar CheckedModeBenchmark}</pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(ReadLoopBenchmark.LOOKUPS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = {CarrierExecutor.ON_CARRIERS, CarrierExecutor.THIS_CLASS, CarrierExecutor.OPEN_LANG,
        CarrierExecutor.NATIVE_ACCESS})
public class CheckedModeBenchmark {

    private static final String CHECKED = "-Dstillpoint.checked=true";

    @Benchmark
    public long lambdaCompiledOut(UncheckedReads table, Request request) {
        long sum = 0;
        for (int index : request.indices()) {
            sum += table.read(index);
        }
        return sum;
    }

    @Benchmark
    public long lambdaOff(QsbrReads table, Request request) {
        return lambdas(table, request);
    }

    @Benchmark
    @Fork(value = 3, jvmArgsAppend = {CarrierExecutor.ON_CARRIERS, CarrierExecutor.THIS_CLASS,
            CarrierExecutor.OPEN_LANG, CarrierExecutor.NATIVE_ACCESS, CHECKED})
    public long lambdaOn(QsbrReads table, Request request) {
        return lambdas(table, request);
    }

    private static long lambdas(QsbrReads table, Request request) {
        long sum = 0;
        for (int index : request.indices()) {
            sum += table.read(index);
        }
        return sum;
    }

    @Benchmark
    public long guardCompiledOut(UncheckedReads table, Request request) {
        long sum = 0;
        for (int index : request.indices()) {
            sum += table.readWithGuard(index);
        }
        return sum;
    }

    @Benchmark
    public long guardOff(QsbrReads table, Request request) {
        return guards(table, request);
    }

    @Benchmark
    @Fork(value = 3, jvmArgsAppend = {CarrierExecutor.ON_CARRIERS, CarrierExecutor.THIS_CLASS,
            CarrierExecutor.OPEN_LANG, CarrierExecutor.NATIVE_ACCESS, CHECKED})
    public long guardOn(QsbrReads table, Request request) {
        return guards(table, request);
    }

    private static long guards(QsbrReads table, Request request) {
        long sum = 0;
        for (int index : request.indices()) {
            sum += table.readWithGuard(index);
        }
        return sum;
    }
}
