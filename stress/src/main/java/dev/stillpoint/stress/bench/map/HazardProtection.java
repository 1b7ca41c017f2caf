// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.map;

import dev.stillpoint.reclaim.memory.raw.Words;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * Hazard pointers: a thread publishes each node that it is about to read, with a full fence, and looks again whether
 * the link still leads there. Whoever has retired enough nodes frees those that nobody has published.
 *
 * <p>Source: Michael, Hazard Pointers: Safe Memory Reclamation for Lock-Free Objects, 2004.
 */
final class HazardProtection implements Protection {

    /*
     * Invariants
     *   H1  What `protect` returns was published before the link led to it at the second look. If the node was linked
     *       then, which the structure makes sure of, whoever unlinks it does so after it was published.
     *   H2  A scan begins after all nodes of its bag were unlinked. So it finds each of them that somebody holds.
     *
     * Ordering. The fence in `protect` stands between the publication and the second look; the fence in `scan` between
     * the unlinking and the reads of what is published. Without either, both may overlook each other.
     *
     * Progress. A scan frees all but what is published, which is at most half of a bag that has reached its threshold.
     */

    private static final long NOTHING = 0;

    private final NodeMemory memory;
    private final List<Holder> participants = new CopyOnWriteArrayList<>();

    HazardProtection(NodeMemory memory) {
        this.memory = memory;
    }

    @Override
    public Participant join() {
        Holder joined = new Holder();
        participants.add(joined);
        return joined;
    }

    private int threshold() {
        return Math.max(BATCH, 2 * HAZARDS * participants.size());
    }

    @Override
    public void close() {
        for (Holder participant : participants) {
            participant.retired.freeAll();
        }
    }

    private final class Holder implements Participant {

        // in the middle: what this thread holds; owner writes, who scans reads
        private final AtomicLongArray hazards = new AtomicLongArray(2 * PADDING + HAZARDS);
        // owner only, as for the following
        private final NodeBag retired = new NodeBag(memory);
        private long[] held = {};

        @Override
        public long run(LongSupplier operation) {
            try {
                return operation.getAsLong();
            } finally {
                for (int i = 0; i < HAZARDS; i++) {
                    hazards.setRelease(PADDING + i, NOTHING);
                }
            }
        }

        @Override
        public long protect(int hazard, long link) {
            long seen = Words.getAcquire(link);
            while (NodeMemory.node(seen) != 0) {
                hazards.setOpaque(PADDING + hazard, NodeMemory.node(seen));
                // Pairs with Holder.scan: one of the two sees the other.
                VarHandle.fullFence();
                long again = Words.getAcquire(link);
                if (again == seen) {
                    return seen;
                }
                seen = again;
            }
            return seen;
        }

        @Override
        public void retire(long node) {
            retired.add(node);
            if (retired.size() >= threshold()) {
                scan();
            }
        }

        private void scan() {
            // Pairs with Holder.protect: one of the two sees the other.
            VarHandle.fullFence();
            int count = 0;
            for (Holder participant : participants) {
                if (held.length < count + HAZARDS) {
                    held = Arrays.copyOf(held, 2 * (count + HAZARDS));
                }
                for (int i = 0; i < HAZARDS; i++) {
                    held[count] = participant.hazards.getAcquire(PADDING + i);
                    count++;
                }
            }
            int end = count;
            Arrays.sort(held, 0, end);
            retired.freeUnless(node -> Arrays.binarySearch(held, 0, end, node) >= 0);
        }
    }
}
