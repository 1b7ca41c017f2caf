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
public final class FreedBlocks {

    /** A section rarely touches more blocks than that; of one that does, the oldest are forgotten. */
    private static final int REMEMBERED = 32;

    private static final AtomicLong GENERATIONS = new AtomicLong();
    /** By scope, which all slices of a segment share, and by address, for an allocator may have one scope for all. */
    private static final WeakIdentityMap<NavigableMap<Long, Life>> LIVES = new WeakIdentityMap<>();
    private static final ThreadLocal<Deque<Life>> TOUCHED = ThreadLocal.withInitial(ArrayDeque::new);

    private FreedBlocks() {
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

        /**
         * The block's memory is asked for.
         *
         * @throws UseAfterReclaimException if it is freed
         */
        public void touch() {
            requireAlive();
            Deque<Life> touched = TOUCHED.get();
            touched.remove(this);
            touched.addFirst(this);
            if (touched.size() > REMEMBERED) {
                touched.removeLast();
            }
        }

        private void requireAlive() {
            Trace trace = freed;
            if (trace != null) {
                throw new UseAfterReclaimException(generation, trace);
            }
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

    /**
     * Checks that the block which this segment is a part of is not freed: from any thread, inside a section or not.
     * Segments that come from elsewhere pass, and all do when the checked mode is off.
     *
     * @throws UseAfterReclaimException if the block is freed
     */
    public static void requireAlive(MemorySegment segment) {
        NavigableMap<Long, Life> lives = LIVES.get(segment.scope());
        Entry<Long, Life> block = lives == null ? null : lives.floorEntry(segment.address());
        if (block != null) {
            block.getValue().requireAlive();
        }
    }

    /**
     * Explains what a read section threw. The lambda forms of {@code ScopedQsbr} do so by themselves; where a guard was
     * opened by hand the JDK's exception arrives as it is, and whoever catches it may ask here.
     *
     * @return the exception that names the freed block and who retired it, if {@code thrown} is the JDK's complaint
     *         about a closed segment and the thread had taken a block that is freed now; else null
     */
    public static @Nullable UseAfterReclaimException explain(Throwable thrown) {
        if (!isClosedSegment(thrown)) {
            return null;
        }
        for (Life life : TOUCHED.get()) {
            Trace trace = life.freed;
            if (trace != null) {
                UseAfterReclaimException explained = new UseAfterReclaimException(life.generation, trace);
                explained.addSuppressed(thrown);
                return explained;
            }
        }
        return null;
    }

    private static boolean isClosedSegment(Throwable thrown) {
        StackTraceElement[] stack = thrown.getStackTrace();
        return thrown instanceof IllegalStateException && stack.length > 0
                && stack[0].getClassName().startsWith("jdk.internal.foreign.");
    }
}
