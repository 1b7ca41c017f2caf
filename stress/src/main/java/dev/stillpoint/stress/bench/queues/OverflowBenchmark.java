// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.queues;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * Wide fan-out: two producers spill half rings as fast as they can, two consumers take. The result is the time an item
 * takes to go through, all threads together.
 *
 * <pre>{@code java -jar stress/target/stress.jar OverflowBenchmark}</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 10)
@Measurement(iterations = 20)
@Fork(3)
public class OverflowBenchmark {

    private static final int PRODUCERS = 2;
    private static final int CONSUMERS = 2;
    private static final int BATCH = 128;
    private static final int BATCHES = 8_000;
    private static final int ITEMS = PRODUCERS * BATCHES * BATCH;

    /** Which queue; the first one is the baseline. */
    @Param({"lockedDeque", "lockedBatches", "boundedRing", "linkedItems", "linkedBatches", "ourBatches",
            "twoBatchQueues", "itemStack"})
    public String queue = "";

    private Item[][][] batches = {};

    /** The items are the same in every round; they are tasks that exist already. */
    @Setup
    public void makeItems() {
        batches = IntStream.range(0, PRODUCERS).mapToObj(producer -> IntStream.range(0, BATCHES)
                .mapToObj(batch -> IntStream.range(0, BATCH).mapToObj(Item::new).toArray(Item[]::new))
                .toArray(Item[][]::new)).toArray(Item[][][]::new);
    }

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long fanOut() throws InterruptedException {
        Overflow overflow = make(queue);
        AtomicLong left = new AtomicLong(ITEMS);
        ConsumedItems[] consumed = {new ConsumedItems(), new ConsumedItems()};
        Thread[] threads = new Thread[PRODUCERS + CONSUMERS];
        for (int i = 0; i < PRODUCERS; i++) {
            Item[][] own = batches[i];
            threads[i] = new Thread(() -> Arrays.stream(own).map(Item[]::clone).forEach(overflow::spill));
        }
        for (int i = 0; i < CONSUMERS; i++) {
            ConsumedItems own = consumed[i];
            threads[PRODUCERS + i] = new Thread(() -> consume(overflow, own, left));
        }
        for (Thread thread : threads) {
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return consumed[0].sum + consumed[1].sum;
    }

    private static Overflow make(String name) {
        return switch (name) {
            case "lockedDeque" -> new LockedDeque();
            case "lockedBatches" -> new LockedBatches();
            case "boundedRing" -> new BoundedRing();
            case "linkedItems" -> new LinkedItems();
            case "linkedBatches" -> new LinkedBatches();
            case "ourBatches" -> new OurBatches();
            case "twoBatchQueues" -> new TwoBatchQueues();
            case "itemStack" -> new ItemStack();
            default -> throw new IllegalArgumentException("no such queue: " + name);
        };
    }

    /** Tells the others only now and then how many it took, so that counting does not measure itself. */
    private static void consume(Overflow overflow, ConsumedItems consumed, AtomicLong left) {
        long told = 0;
        while (left.get() > 0) {
            int taken = overflow.take(consumed);
            if (taken == 0 || consumed.items - told >= 1024) {
                left.getAndAdd(told - consumed.items);
                told = consumed.items;
            }
            if (taken == 0) {
                Thread.yield();
            }
        }
    }
}
