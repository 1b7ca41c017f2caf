// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.map;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Under each protection nothing is read after it was freed, and all is freed once. */
class ProtectionTest {

    private static final int THREADS = 3;
    private static final int OPERATIONS = 20_000;
    private static final int KEYS = 48;
    private static final int BYTES = 16;
    /** More than any protection lets wait. */
    private static final int MANY = 10 * Protection.BATCH;

    private final PoisoningMemory memory = new PoisoningMemory(MichaelTable.nodeBytes(BYTES));

    @AfterEach
    void giveBack() {
        memory.close();
    }

    private static byte[] value(long first) {
        byte[] value = new byte[BYTES];
        Bytes.setFirst(value, first);
        return value;
    }

    // -- one step after the other

    @ParameterizedTest
    @EnumSource
    void whatAReaderHoldsIsNotFreed(Scheme scheme) throws InterruptedException {
        for (int come = 1; come <= Protection.HAZARDS; come++) {
            for (int held = 1; held <= come; held++) {
                assertThat(seenInTable(scheme::protect, come, held)).isEqualTo(held);
            }
        }
        assertThat(seenInQueue(scheme::protect, 1, 1)).isEqualTo(1);
        assertThat(seenInQueue(scheme::protect, 2, 1)).isEqualTo(1);
        assertThat(seenInQueue(scheme::protect, 2, 2)).isEqualTo(2);
        assertThat(memory.faults()).isEmpty();
    }

    @Test
    void freeingAtOnceIsFound() throws InterruptedException {
        for (int come = 1; come <= Protection.HAZARDS; come++) {
            for (int held = 1; held <= come; held++) {
                assertThat(memory.isPoison(seenInTable(FreeingAtOnce::new, come, held))).isTrue();
            }
        }
        assertThat(memory.isPoison(seenInQueue(FreeingAtOnce::new, 1, 1))).isTrue();
        assertThat(memory.isPoison(seenInQueue(FreeingAtOnce::new, 2, 1))).isTrue();
        assertThat(memory.isPoison(seenInQueue(FreeingAtOnce::new, 2, 2))).isTrue();
    }

    /**
     * The key of a node in the only bucket, as a reader sees it that holds it, after others have removed it and many
     * nodes since.
     *
     * @param come how many nodes the reader has come to
     * @param held which of them it is, and its key
     */
    private long seenInTable(Function<NodeMemory, Protection> scheme, int come, int held)
            throws InterruptedException {
        Interrupted protection = new Interrupted(scheme.apply(memory));
        try (MichaelTable table = new MichaelTable(1, memory, protection)) {
            MichaelTable.Handle reader = table.handle();
            MichaelTable.Handle writer = table.handle();
            for (int key = 1; key <= Protection.HAZARDS; key++) {
                writer.insert(key, value(key));
            }
            Thread other = Thread.ofPlatform().unstarted(() -> {
                writer.remove(held);
                removeMany(writer);
            });
            protection.after(come, held, () -> letAct(other));
            reader.get(Protection.HAZARDS);
            other.join();
            return protection.seen();
        }
    }

    private static void removeMany(MichaelTable.Handle table) {
        for (int i = 0; i < MANY; i++) {
            table.insert(KEYS, value(KEYS));
            table.remove(KEYS);
        }
    }

    /** The same of a queue: the element of the dummy, which is 1, or of the node behind it, which is 2. */
    private long seenInQueue(Function<NodeMemory, Protection> scheme, int come, int held)
            throws InterruptedException {
        Interrupted protection = new Interrupted(scheme.apply(memory));
        try (MichaelScottQueue queue = new MichaelScottQueue(memory, protection)) {
            MichaelScottQueue.Handle reader = queue.handle();
            MichaelScottQueue.Handle writer = queue.handle();
            writer.add(value(1));
            writer.poll();
            writer.add(value(2));
            Thread other = Thread.ofPlatform().unstarted(() -> addAndPollMany(writer));
            protection.after(come, held, () -> letAct(other));
            reader.poll();
            other.join();
            return protection.seen();
        }
    }

    private static void addAndPollMany(MichaelScottQueue.Handle queue) {
        for (int i = 0; i < MANY; i++) {
            queue.add(value(KEYS));
            queue.poll();
        }
    }

    /** Has another thread act, until it has ended or waits for a lock. */
    private static void letAct(Thread other) {
        other.start();
        while (other.isAlive() && other.getState() != Thread.State.WAITING) {
            Thread.yield();
        }
    }

    /** Ours is left out: its reclaimer frees on a thread of its own, whenever it comes to that. */
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "QSBR")
    void nodesAreFreedWhileTheStructureIsUsed(Scheme scheme) {
        try (MichaelTable table = new MichaelTable(KEYS, memory, scheme.protect(memory))) {
            removeMany(table.handle());

            assertThat(memory.frees()).isGreaterThan(MANY / 2);
        }
    }

    // -- all at once

    @ParameterizedTest
    @EnumSource
    void aTableKeepsWhatThreadsPutIntoIt(Scheme scheme) throws Exception {
        try (MichaelTable table = new MichaelTable(KEYS / 4, memory, scheme.protect(memory))) {
            inThreads(thread -> () -> useTable(table.handle(), thread));
        }
        assertThat(memory.faults()).isEmpty();
    }

    /** Each thread writes keys of its own, so it knows what it must find there; and reads those of others. */
    private static void useTable(MichaelTable.Handle table, int thread) {
        SplittableRandom random = new SplittableRandom(thread);
        long[] expected = new long[KEYS];
        for (int version = 1; version <= OPERATIONS; version++) {
            int key = random.nextInt(KEYS);
            long found = table.get(key);
            if (key % THREADS != thread) {
                assertThat(found == 0 || (found % KEYS == key && found / KEYS <= OPERATIONS))
                        .as("whether %#x is a value of %d", found, key).isTrue();
                continue;
            }
            assertThat(found).as("value of %d", key).isEqualTo(expected[key]);
            long next = (long) version * KEYS + key;
            switch (random.nextInt(3)) {
                case 0 -> {
                    assertThat(table.remove(key)).isEqualTo(expected[key] != 0);
                    expected[key] = 0;
                }
                case 1 -> {
                    assertThat(table.insert(key, value(next))).isEqualTo(expected[key] == 0);
                    expected[key] = expected[key] == 0 ? next : expected[key];
                }
                default -> {
                    table.put(key, value(next));
                    expected[key] = next;
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aQueueGivesEachElementOnce(Scheme scheme) throws Exception {
        AtomicIntegerArray polled = new AtomicIntegerArray(THREADS * OPERATIONS + 1);
        try (MichaelScottQueue queue = new MichaelScottQueue(memory, scheme.protect(memory))) {
            inThreads(thread -> () -> useQueue(queue.handle(), thread, polled));

            assertThat(queue.handle().poll()).isZero();
        }
        for (int element = 1; element < polled.length(); element++) {
            assertThat(polled.get(element)).as("how often %d was polled", element).isOne();
        }
        assertThat(memory.faults()).isEmpty();
    }

    /** Adds elements and polls as many. Those that one thread has added come in their order. */
    private static void useQueue(MichaelScottQueue.Handle queue, int thread, AtomicIntegerArray polled) {
        long[] last = new long[THREADS];
        for (int i = 0; i < OPERATIONS; i++) {
            queue.add(value(1 + thread + (long) i * THREADS));
            // Each thread adds before it polls, so the queue is never empty for as many polls as additions.
            long element = queue.poll();
            assertThat(element).isBetween(1L, (long) THREADS * OPERATIONS);
            int from = (int) ((element - 1) % THREADS);
            assertThat(element).as("an element of thread %d", from).isGreaterThan(last[from]);
            last[from] = element;
            polled.incrementAndGet((int) element);
        }
    }

    private static void inThreads(IntFunction<Runnable> work) throws Exception {
        CyclicBarrier begin = new CyclicBarrier(THREADS);
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<Boolean>> ends = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Runnable mine = work.apply(i);
                ends.add(threads.submit(() -> {
                    begin.await();
                    mine.run();
                    return true;
                }));
            }
            for (Future<Boolean> end : ends) {
                end.get();
            }
        }
    }
}
