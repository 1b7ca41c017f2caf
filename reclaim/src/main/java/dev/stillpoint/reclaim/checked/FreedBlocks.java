package dev.stillpoint.reclaim.checked;

import java.util.ArrayDeque;
import java.util.Deque;
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
            Trace trace = freed;
            if (trace != null) {
                throw new UseAfterReclaimException(generation, trace);
            }
            Deque<Life> touched = TOUCHED.get();
            touched.remove(this);
            touched.addFirst(this);
            if (touched.size() > REMEMBERED) {
                touched.removeLast();
            }
        }

        /** Numbers all blocks of the process in the order of their allocation. */
        public long generation() {
            return generation;
        }
    }

    /** A block was allocated. */
    public static Life begin() {
        return new Life();
    }

    /**
     * Explains what a read section threw.
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
