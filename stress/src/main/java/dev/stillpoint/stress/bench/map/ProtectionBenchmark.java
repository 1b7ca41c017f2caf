// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.map;

import static java.util.Objects.requireNonNull;

import dev.stillpoint.stress.bench.CarrierExecutor;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What an operation costs on the same structures off the heap under different protections: grace periods, epochs with
 * fences, hazard pointers, and a lock. The structures are a hash table of lists, which is a list if it has one bucket,
 * and a queue to which each thread adds and from which it polls.
 *
 * <pre>{@code java -jar stress/target/stress.jar ProtectionBenchmark -t 2 -p mix=READ_98_1_1
 * java -jar stress/target/stress.jar ProtectionBenchmark.table -t 2 -p entries=100 -p buckets=1}</pre>
 *
 * <p>All else is alike: one text of the structures, {@code malloc} and {@code free} of the C library for the nodes, and
 * what a thread owns is handed to each operation. By default everything lies in the processor's caches, because
 * waiting for memory hides what a protection costs. Threads are virtual threads on carriers, or, where the name says
 * so, platform threads.
 *
 * <p>Reference counts are not among them. A reader reads a link and then adds to the count in the node, which may be
 * freed between the two. That is safe only if memory that was a node stays one for ever, and is not given back to
 * {@code malloc} (Valois, 1995; Michael and Scott, 1995), if both steps are one instruction, which no processor in use
 * has (Detlefs, Martin, Moir and Steele, 2001), or if another protection of this list guards the count. The first would
 * measure another allocator, and the last the other protection.
 *
 * <p>The comparison was made in this form by Hart, McKenney, Brown and Walpole, Performance of Memory Reclamation for
 * Lockless Synchronization, 2007.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(ProtectionBenchmark.OPERATIONS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = {CarrierExecutor.ON_CARRIERS, CarrierExecutor.THIS_CLASS, CarrierExecutor.OPEN_LANG,
        CarrierExecutor.NATIVE_ACCESS})
public class ProtectionBenchmark {

    static final int OPERATIONS = 1000;

    // -- the table

    /** The table, filled: keys that come and go are there half of the time. */
    @State(Scope.Benchmark)
    public static class FilledTable {

        @Param
        private Scheme protection = Scheme.QSBR;
        @Param({"READ_98_1_1", "CHURN_10_40_40_10", "GROW_5_80_5_10"})
        private Mix mix = Mix.READ_98_1_1;
        @Param("UNIFORM")
        private Keys keys = Keys.UNIFORM;
        @Param("10000")
        private int entries;
        /** About one for each entry makes it a hash table, and one alone a list in order. */
        @Param("10000")
        private int buckets;
        @Param("64")
        private int bytes;

        private @Nullable MichaelTable table;
        private final AtomicInteger threads = new AtomicInteger();

        @Setup
        public void fill() {
            NodeMemory memory = new NodeMemory(MichaelTable.nodeBytes(bytes));
            MichaelTable made = new MichaelTable(buckets, memory, protection.protect(memory));
            table = made;
            MichaelTable.Handle handle = made.handle();
            byte[] value = new byte[bytes];
            for (int key = 0; key < universe(); key += universe() / entries) {
                Bytes.setFirst(value, key);
                handle.put(key, value);
            }
        }

        private int universe() {
            return mix.changesKeys() ? 2 * entries : entries;
        }

        @TearDown
        public void close() {
            requireNonNull(table).close();
        }
    }

    /** What a thread asks of the table: drawn before, and repeated. */
    @State(Scope.Thread)
    public static class Operations {

        private static final int DRAWN = 1 << 16;

        private MichaelTable.@Nullable Handle handle;
        private int[] keys = {};
        private byte[] kinds = {};
        private byte[] value = {};
        private int next;

        @Setup
        public void draw(FilledTable filled) {
            SplittableRandom random = new SplittableRandom(filled.threads.incrementAndGet());
            handle = requireNonNull(filled.table).handle();
            keys = filled.keys.draw(DRAWN, filled.universe(), random);
            kinds = filled.mix.draw(DRAWN, random);
            value = new byte[filled.bytes];
        }

        long perform(MichaelTable.Handle table) {
            int i = next++ & (DRAWN - 1);
            int key = keys[i];
            switch (kinds[i]) {
                case Mix.GET -> {
                    return table.get(key);
                }
                case Mix.REMOVE -> table.remove(key);
                case Mix.INSERT -> {
                    Bytes.setFirst(value, i);
                    table.insert(key, value);
                }
                default -> {
                    Bytes.setFirst(value, i);
                    table.put(key, value);
                }
            }
            return 0;
        }

        long performAll() {
            MichaelTable.Handle table = requireNonNull(handle);
            long sum = 0;
            for (int i = 0; i < OPERATIONS; i++) {
                sum += perform(table);
            }
            return sum;
        }
    }

    @Benchmark
    public long table(Operations operations) {
        return operations.performAll();
    }

    @Benchmark
    @Fork(value = 3, jvmArgsAppend = {CarrierExecutor.OPEN_LANG, CarrierExecutor.NATIVE_ACCESS})
    public long tableOnPlatformThreads(Operations operations) {
        return operations.performAll();
    }

    // -- the queue

    /** The queue, with so many elements that nobody finds it empty. */
    @State(Scope.Benchmark)
    public static class FilledQueue {

        private static final int ELEMENTS = 1000;

        @Param
        private Scheme protection = Scheme.QSBR;
        @Param("64")
        private int bytes;

        private @Nullable MichaelScottQueue queue;

        @Setup
        public void fill() {
            NodeMemory memory = new NodeMemory(MichaelScottQueue.nodeBytes(bytes));
            MichaelScottQueue made = new MichaelScottQueue(memory, protection.protect(memory));
            queue = made;
            MichaelScottQueue.Handle handle = made.handle();
            for (int i = 0; i < ELEMENTS; i++) {
                handle.add(new byte[bytes]);
            }
        }

        @TearDown
        public void close() {
            requireNonNull(queue).close();
        }
    }

    /** A thread that adds and polls in turn. */
    @State(Scope.Thread)
    public static class Partner {

        private MichaelScottQueue.@Nullable Handle handle;
        private byte[] element = {};

        @Setup
        public void join(FilledQueue filled) {
            handle = requireNonNull(filled.queue).handle();
            element = new byte[filled.bytes];
        }

        long addAndPoll() {
            MichaelScottQueue.Handle queue = requireNonNull(handle);
            long sum = 0;
            for (int i = 0; i < OPERATIONS; i++) {
                Bytes.setFirst(element, i);
                queue.add(element);
                sum += queue.poll();
            }
            return sum;
        }
    }

    @Benchmark
    public long queue(Partner partner) {
        return partner.addAndPoll();
    }

    @Benchmark
    @Fork(value = 3, jvmArgsAppend = {CarrierExecutor.OPEN_LANG, CarrierExecutor.NATIVE_ACCESS})
    public long queueOnPlatformThreads(Partner partner) {
        return partner.addAndPoll();
    }
}
