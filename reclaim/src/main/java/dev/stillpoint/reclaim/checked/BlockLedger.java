// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.checked;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map.Entry;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The life of off-heap blocks: each gets a generation, and who frees it leaves a trace, so that a read after free can
 * name both. Any thread; checked mode only.
 */
public final class BlockLedger {

    /** A section rarely takes more blocks than that; of one that does, the oldest are forgotten. */
    private static final int REMEMBERED = 32;

    private static final AtomicLong GENERATIONS = new AtomicLong();
    /** By scope, which all slices of a segment share, and by address, for an allocator may have one scope for all. */
    private static final WeakIdentityMap<NavigableMap<Long, Life>> LIVES = new WeakIdentityMap<>();
    private static final ThreadLocal<Deque<Life>> TAKEN = ThreadLocal.withInitial(ArrayDeque::new);

    private BlockLedger() {
    }

    /** From allocation to free. */
    public static final class Life {

        private final long generation = GENERATIONS.incrementAndGet();
        // set once, when the block is freed
        private volatile @Nullable Trace freed;

        private Life() {
        }

        /** The block is being freed: by a reclaimer, or by hand. */
        public void end() {
            Trace retirement = RetireLedger.retirementBeingServed();
            freed = retirement != null ? retirement : new Trace("Freed here, by hand");
        }

        /** The calling thread takes the block's memory. */
        public void take() {
            Deque<Life> taken = TAKEN.get();
            taken.remove(this);
            taken.addFirst(this);
            if (taken.size() > REMEMBERED) {
                taken.removeLast();
            }
        }

        /** Where the block was retired, or freed by hand; null while it is alive. */
        public @Nullable Trace freed() {
            return freed;
        }

        /** Numbers all blocks of the process in the order of their allocation. */
        public long generation() {
            return generation;
        }
    }

    /** A block was allocated. */
    public static Life begin(MemorySegment block) {
        Life life = new Life();
        NavigableMap<Long, Life> fresh = new ConcurrentSkipListMap<>();
        NavigableMap<Long, Life> known = LIVES.putIfAbsent(block.scope(), fresh);
        (known == null ? fresh : known).put(block.address(), life);
        return life;
    }

    /** The block which this segment is a part of; null if it comes from elsewhere. */
    public static @Nullable Life find(MemorySegment segment) {
        NavigableMap<Long, Life> lives = LIVES.get(segment.scope());
        Entry<Long, Life> block = lives == null ? null : lives.floorEntry(segment.address());
        return block == null ? null : block.getValue();
    }

    /** Of the blocks that the calling thread took and that are freed now, the one that it took last; null if none. */
    public static @Nullable Life lastTakenAndFreed() {
        for (Life life : TAKEN.get()) {
            if (life.freed != null) {
                return life;
            }
        }
        return null;
    }
}
