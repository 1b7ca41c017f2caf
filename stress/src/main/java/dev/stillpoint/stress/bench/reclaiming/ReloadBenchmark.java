// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.reclaiming;

import dev.stillpoint.stress.bench.CarrierExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
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

/**
 * Two virtual threads answer requests, {@value Service#LOOK_UPS} look-ups each, from an off-heap table that is replaced
 * every 100 ms.
 *
 * <pre>{@code java -jar stress/target/stress.jar ReloadBenchmark}</pre>
 *
 * <p>Beside the requests there are counts, summed over all iterations: {@code failed} requests, because the table was
 * freed while they were inside; replies {@code mixed} from two versions; versions {@code beyondTwo}, that came into
 * memory while two others were still there.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 4, time = 1)
@Fork(value = 3,
        jvmArgsAppend = {CarrierExecutor.ON_CARRIERS, CarrierExecutor.THIS_CLASS, CarrierExecutor.OPEN_LANG,
                CarrierExecutor.NATIVE_ACCESS})
@Threads(2)
public class ReloadBenchmark {

    private static final long RELOAD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** The service, and the thread that reloads it. */
    @State(Scope.Benchmark)
    public static class Reloaded {

        @Param({"qsbr", "referenceCount", "readWriteLock", "closedAtOnce", "garbageCollected"})
        public String service = "";

        private final Versions versions = new Versions();
        private @Nullable Service running;
        private @Nullable Thread reloader;
        private volatile boolean stopped;

        @Setup
        public void start() {
            Service started = Services.named(service, versions);
            running = started;
            reloader = Thread.ofPlatform().daemon().start(() -> reload(started));
        }

        private void reload(Service reloaded) {
            while (!stopped) {
                LockSupport.parkNanos(RELOAD_NANOS);
                reloaded.reload();
            }
        }

        Service service() {
            Service started = running;
            if (started == null) {
                throw new IllegalStateException("The service did not start.");
            }
            return started;
        }

        @TearDown
        public void stop() throws InterruptedException {
            stopped = true;
            if (reloader != null) {
                reloader.join();
            }
            service().close();
        }
    }

    /** What went wrong. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Faults {

        public long failed;
        public long mixed;

        private @Nullable Versions versions;

        @Setup
        public void choose(Reloaded table) {
            versions = table.versions;
        }

        /** JMH sums over the threads, and each version is in one thread's count. */
        public long beyondTwo() {
            return versions == null ? 0 : versions.takeBeyondTwo();
        }
    }

    /** A random number for each request. */
    @State(Scope.Thread)
    public static class Seeds {

        private long state = ThreadLocalRandom.current().nextLong();

        long next() {
            state = state * 6364136223846793005L + 1442695040888963407L;
            return state;
        }
    }

    @Benchmark
    public int request(Reloaded table, Seeds seeds, Faults faults) {
        try {
            int version = table.service().reply(seeds.next());
            if (version == Service.MIXED) {
                faults.mixed++;
            }
            return version;
        } catch (IllegalStateException _) {
            faults.failed++;
            return 0;
        }
    }
}
