// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.map;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.stillpoint.reclaim.memory.raw.Words;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * Epoch-based reclamation: a thread announces the epoch in which an operation begins, with a full fence, and takes the
 * announcement back at its end. What was unlinked in one epoch is freed two epochs later.
 *
 * <p>Sources: Fraser, Practical Lock-Freedom, 2004; the tag of a limbo bag is the epoch at the time of retiring, as in
 * crossbeam-epoch.
 */
final class EpochProtection implements Protection {

    /*
     * Invariants
     *   E1  The epoch rises by one, and only from an epoch that each announcement names.
     *   E2  A node that is retired in epoch e was unlinked then or before. Who holds it has announced e or less, and
     *       had done so before the epoch was e + 1. By E1 the epoch is at most e + 1 until the announcement is gone.
     *   E3  So in epoch e + 2 nobody holds the node.
     *
     * Ordering. The fence in `run` stands between the announcement and the first read of a link; the fence in
     * `tryAdvance` stands between the read of the epoch and those of the announcements. Without either, a reader could
     * find a node while who advances overlooks the reader. A link is changed by a compare-and-set before the epoch is
     * read for the tag, both volatile.
     */

    private static final VarHandle EPOCH = fieldVarHandle(lookup(), "epoch", VarHandle.class, EpochProtection.class,
            long.class);
    private static final long OUTSIDE = 0;
    /** A node may wait in the epoch in which it was retired, in the next one, and until its thread comes by. */
    private static final int BAGS = 3;

    private final NodeMemory memory;
    private final List<Announcer> participants = new CopyOnWriteArrayList<>();
    // any thread, CAS
    private volatile long epoch = 1;

    EpochProtection(NodeMemory memory) {
        this.memory = memory;
    }

    @Override
    public Participant join() {
        Announcer joined = new Announcer();
        participants.add(joined);
        return joined;
    }

    private void tryAdvance() {
        long now = epoch;
        // Pairs with Announcer.run: one of the two sees the other.
        VarHandle.fullFence();
        for (Announcer participant : participants) {
            long announced = participant.announced();
            if (announced != OUTSIDE && announced != now) {
                return;
            }
        }
        // Pairs with EpochProtection.epoch: who sees it frees after all that was read under an older one.
        EPOCH.compareAndSet(this, now, now + 1);
    }

    @Override
    public void close() {
        for (Announcer participant : participants) {
            for (Limbo bag : participant.bags) {
                bag.nodes.freeAll();
            }
        }
    }

    /** What was retired in one epoch; used by its participant only. */
    private static final class Limbo {

        final NodeBag nodes;
        long epoch;

        Limbo(NodeMemory memory) {
            nodes = new NodeBag(memory);
        }
    }

    private final class Announcer implements Participant {

        // in the middle: the epoch of the operation; owner writes, who advances reads
        private final AtomicLongArray announcement = new AtomicLongArray(2 * PADDING + 1);
        private final Limbo[] bags = new Limbo[BAGS];
        private int retired;

        Announcer() {
            for (int i = 0; i < BAGS; i++) {
                bags[i] = new Limbo(memory);
            }
        }

        long announced() {
            return announcement.getAcquire(PADDING);
        }

        @Override
        public long run(LongSupplier operation) {
            announcement.setOpaque(PADDING, epoch);
            // Pairs with EpochProtection.tryAdvance: one of the two sees the other.
            VarHandle.fullFence();
            try {
                return operation.getAsLong();
            } finally {
                announcement.setRelease(PADDING, OUTSIDE);
            }
        }

        @Override
        public long protect(int hazard, long link) {
            return Words.getAcquire(link);
        }

        @Override
        public void retire(long node) {
            long now = epoch;
            Limbo bag = bags[(int) (now % BAGS)];
            if (bag.epoch != now) {
                // What is left there was retired three epochs ago or more.
                bag.nodes.freeAll();
                bag.epoch = now;
            }
            bag.nodes.add(node);
            retired++;
            if (retired == BATCH) {
                retired = 0;
                tryAdvance();
                freeWhatIsDue();
            }
        }

        private void freeWhatIsDue() {
            long now = epoch;
            for (Limbo bag : bags) {
                if (bag.epoch + 2 <= now) {
                    bag.nodes.freeAll();
                }
            }
        }
    }
}
