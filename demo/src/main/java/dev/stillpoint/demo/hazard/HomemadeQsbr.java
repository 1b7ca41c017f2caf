// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.hazard;

import dev.stillpoint.reclaim.GuardScoped;
import dev.stillpoint.reclaim.memory.NativeBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Quiescent-state-based reclamation as one would first write it for a pool of carriers: one nesting count a carrier,
 * and memory is freed when every carrier was seen without a reader. Each of the two rules overlooks what a virtual
 * thread can do that a platform thread cannot.
 *
 * <p>Threads take turns, as the script says, so nothing here needs to be atomic.
 */
final class HomemadeQsbr implements Protection {

    /** What is overlooked. */
    enum Rule {

        /** A reader that parks is not counted: "the task left its carrier" is taken for "the reader left". */
        FORGETS_PARKED_READERS,

        /**
         * A reader that parks is counted, but may resume on another carrier. When its section ends there, it decrements
         * the count that it incremented at the beginning: the one of the carrier that it has left.
         */
        LETS_READERS_MIGRATE
    }

    private final Rule rule;
    /** The nesting count of the thread that is mounted on each carrier. */
    private final int[] holds;
    /** How many readers are parked at each carrier. */
    private final int[] parked;
    private final Map<Thread, Integer> mountedOn = new HashMap<>();
    private final Map<Thread, Parked> parkedReaders = new HashMap<>();
    private final List<NativeBlock> retired = new ArrayList<>();
    private NativeBlock current;

    /** Where a reader is parked, and its nesting count. */
    private record Parked(int carrier, int holds) {
    }

    HomemadeQsbr(Rule rule, int carriers, NativeBlock first) {
        this.rule = rule;
        holds = new int[carriers];
        parked = new int[carriers];
        current = first;
    }

    @Override
    public void read(Runnable body) {
        // Whoever keeps a carrier across a call that parks may come back on another one: this is the mistake of the
        // second rule.
        int carrier = mountedOn.getOrDefault(Thread.currentThread(), 0);
        holds[carrier]++;
        try {
            body.run();
        } finally {
            holds[carrier]--;
        }
    }

    @Override
    @GuardScoped
    public NativeBlock current() {
        return current;
    }

    @Override
    public void replace(NativeBlock next) {
        retired.add(current);
        current = next;
        freeIfQuiescent();
    }

    @Override
    public void mounting(Thread thread, int carrier) {
        mountedOn.put(thread, carrier);
        Parked reader = parkedReaders.remove(thread);
        if (reader != null) {
            holds[carrier] = reader.holds;
            parked[reader.carrier] -= rule == Rule.FORGETS_PARKED_READERS ? 0 : 1;
        }
    }

    @Override
    public void unmounted(Thread thread, int carrier) {
        if (holds[carrier] != 0 && thread.isAlive()) {
            parkedReaders.put(thread, new Parked(carrier, holds[carrier]));
            parked[carrier] += rule == Rule.FORGETS_PARKED_READERS ? 0 : 1;
        }
        holds[carrier] = 0;
        freeIfQuiescent();
    }

    private void freeIfQuiescent() {
        if (Arrays.stream(holds).allMatch(count -> count == 0) && Arrays.stream(parked).allMatch(count -> count == 0)) {
            retired.forEach(NativeBlock::reclaim);
            retired.clear();
        }
    }

    @Override
    public void close() {
        retired.forEach(NativeBlock::reclaim);
        current.reclaim();
    }
}
