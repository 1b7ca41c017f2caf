// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.memory.raw.Words;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The stack ends while a structure is created and has memory already. Nobody gets it then, so nothing may be left of
 * it. What is wrong is returned; for {@link ElementErrorsTest}, which replaces the calls.
 */
final class FailingCreation implements Callable<List<String>> {

    private static final Set<Long> ALLOCATED = new HashSet<>();
    private static int writesUntilFailure;

    static long allocate(NodeMemory memory, long bytes) {
        long address = memory.allocate(bytes);
        ALLOCATED.add(address);
        return address;
    }

    static void free(NodeMemory memory, long address, long bytes) {
        ALLOCATED.remove(address);
        memory.free(address, bytes);
    }

    static void write(long address, long word) {
        fail();
        Words.set(address, word);
    }

    static void write(AtomicLongArray array, int index, long word) {
        fail();
        array.set(index, word);
    }

    private static void fail() {
        if (--writesUntilFailure == 0) {
            throw new StackOverflowError("expected");
        }
    }

    @Override
    public List<String> call() {
        List<String> wrong = new ArrayList<>();
        try (Reclaimer reclaimer = Reclaimer.create()) {
            for (int write = 1; isStruck(write, () -> OffHeapQueue.create(reclaimer, Codec.longs())); write++) {
                require(wrong, "queue");
            }
            forget(wrong);
            for (int write = 1; isStruck(write, () -> OffHeapSortedSet.create(reclaimer, Codec.longs())); write++) {
                require(wrong, "sorted set");
            }
            forget(wrong);
        }
        return wrong;
    }

    /** What was created when nothing failed any more is not closed, and its memory not looked for. */
    private static void forget(List<String> wrong) {
        if (ALLOCATED.isEmpty()) {
            wrong.add("allocations are not seen");
        }
        ALLOCATED.clear();
    }

    private static void require(List<String> wrong, String what) {
        if (!ALLOCATED.isEmpty()) {
            wrong.add("memory of a %s is left".formatted(what));
            ALLOCATED.clear();
        }
    }

    private static boolean isStruck(int write, Runnable creation) {
        writesUntilFailure = write;
        try {
            creation.run();
            return false;
        } catch (StackOverflowError e) {
            return true;
        }
    }
}
