// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Objects that could not be freed yet, because a native call or an I/O operation still uses them, and when each is
 * tried again. They are counted as retired once more, since each attempt counts as freed. One thread at a time changes
 * this: the one that frees, or the reclaimer's.
 */
final class Postponed {

    private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    // the newest one; the thread that frees writes, and the reclaimer's, which alone reads
    private @Nullable Attempt newest;
    // as newest, and any thread reads
    private volatile long objects;
    // as newest, and any thread reads
    private volatile long bytes;

    /** An object that is to be freed once more. */
    private static final class Attempt implements Reclaimable, Reports.StandIn {

        private final Reclaimable object;
        private final long bytes;
        private final long pauseNanos;
        private final long dueAt;
        // set before it is in the list; then the reclaimer's thread only
        private @Nullable Attempt older;

        Attempt(Reclaimable object, long bytes, long pauseNanos) {
            this.object = object;
            this.bytes = bytes;
            this.pauseNanos = pauseNanos;
            dueAt = System.nanoTime() + pauseNanos;
        }

        boolean isDue() {
            return System.nanoTime() - dueAt >= 0;
        }

        @Override
        public Reclaimable original() {
            return object;
        }

        @Override
        public void reclaim() throws Exception {
            object.reclaim();
        }

        @Override
        public boolean isRepeatable() {
            return object.isRepeatable();
        }

        @Override
        public long byteSize() {
            return bytes;
        }
    }

    /**
     * Notes that an object, or an attempt to free it, is still in use. If this throws, it changes nothing.
     *
     * @return whether it is time to say so: once for each object, after about a second
     */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread at a time
    boolean add(Reclaimable object, long objectBytes) {
        Attempt again = object instanceof Attempt last
                ? new Attempt(last.object, last.bytes, Math.min(2 * last.pauseNanos, LONGEST_PAUSE_NANOS))
                : new Attempt(object, objectBytes, SHORTEST_PAUSE_NANOS);
        again.older = newest;
        newest = again;
        bytes += again.bytes;
        objects++;
        return again.pauseNanos == LONGEST_PAUSE_NANOS && ((Attempt) object).pauseNanos < LONGEST_PAUSE_NANOS;
    }

    /** Takes an object to free it, or throws and does not. */
    @FunctionalInterface
    interface Taker {

        void take(Reclaimable object, long bytes);
    }

    /** Hands over what is due. */
    void moveDueTo(Taker taker) {
        Attempt newer = null;
        for (Attempt attempt = newest; attempt != null; attempt = attempt.older) {
            if (!attempt.isDue()) {
                newer = attempt;
                continue;
            }
            taker.take(attempt, attempt.bytes);
            if (newer == null) {
                newest = attempt.older;
            } else {
                newer.older = attempt.older;
            }
        }
    }

    boolean isEmpty() {
        return newest == null;
    }

    /** Whether anything is due. */
    boolean isDue() {
        for (Attempt attempt = newest; attempt != null; attempt = attempt.older) {
            if (attempt.isDue()) {
                return true;
            }
        }
        return false;
    }

    // -- figures; any thread

    /** How many objects were ever added. */
    long objects() {
        return objects;
    }

    /** Their bytes. */
    long bytes() {
        return bytes;
    }
}
