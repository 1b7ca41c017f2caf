// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.map;

import dev.stillpoint.reclaim.memory.BlockAllocator;
import dev.stillpoint.reclaim.memory.NativeBlock;
import dev.stillpoint.reclaim.memory.raw.Words;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Fills nodes with poison when they are freed, gives them out again soon, and notes what is freed twice and what was
 * written to after it was freed.
 *
 * <p>Poison, read as a link, leads to a node that is all poison. So whoever follows a link of a freed node goes round
 * there, with a key that is greater than those of tests, and does not crash the JVM.
 */
final class PoisoningMemory extends NodeMemory implements AutoCloseable {

    /** How many nodes stay freed: few, so that an address is soon met again. */
    private static final int KEPT = 8;

    private final NativeBlock trap;
    private final long poison;
    // under the monitor, as for the following
    private final Set<Long> live = new HashSet<>();
    private final Deque<Long> freed = new ArrayDeque<>();
    private final List<String> faults = new ArrayList<>();
    private long allocations;
    private long frees;

    PoisoningMemory(long bytes) {
        super(bytes);
        trap = BlockAllocator.malloc().allocate(bytes);
        poison = trap.segment().address();
        fill(poison);
    }

    private void fill(long node) {
        for (long word = 0; word < bytes(); word += Long.BYTES) {
            Words.set(node + word, poison);
        }
    }

    private boolean isFilled(long node) {
        for (long word = 0; word < bytes(); word += Long.BYTES) {
            if (Words.get(node + word) != poison) {
                return false;
            }
        }
        return true;
    }

    boolean isPoison(long word) {
        return word == poison;
    }

    @Override
    synchronized long allocate() {
        long node;
        if (freed.size() > KEPT) {
            node = freed.remove();
            if (!isFilled(node)) {
                faults.add("a freed node was written to");
            }
        } else {
            node = super.allocate();
        }
        live.add(node);
        allocations++;
        return node;
    }

    @Override
    synchronized void free(long node) {
        if (live.remove(node)) {
            fill(node);
            freed.add(node);
            frees++;
        } else {
            faults.add("a node was freed twice");
        }
    }

    synchronized long frees() {
        return frees;
    }

    /** Whether all that was allocated is freed, and nothing was done that must not be. */
    synchronized List<String> faults() {
        List<String> all = new ArrayList<>(faults);
        if (allocations != frees) {
            all.add("of %d nodes %d were freed".formatted(allocations, frees));
        }
        return all;
    }

    /** Gives everything back. */
    @Override
    public synchronized void close() {
        live.forEach(super::free);
        freed.forEach(super::free);
        trap.reclaim();
    }
}
