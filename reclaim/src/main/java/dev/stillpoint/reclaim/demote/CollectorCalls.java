// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.demote;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Decides when it is worth a collection to learn what nobody reaches any more, and asks for one. One thread. */
public final class CollectorCalls {

    /*
     * A collection is asked for when so many bytes were demoted since the last one as the limit says. What that one has
     * left is in use by readers, most likely. However much they keep, nobody asks for its sake more than once a minute:
     * they may have let go of it, without leaving their sections.
     *
     * Back-off. After a collection there is none for four times as long as it took, if just the limit has come; for a
     * fourth of that if twice as much has come, and so on. One that brought less than a quarter of what had come
     * doubles this pause, up to the longest, and then it does not matter how much more comes; one that brought more
     * ends that. So collections take a fifth of the time where they keep pace, more where they would not, and next to
     * nothing where they are of no use: where readers keep all, or the JVM does not collect when it is asked
     * (-XX:+DisableExplicitGC).
     */

    private static final long SETTLING_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long MOST_FACTOR = LONGEST_PAUSE_NANOS / SHORTEST_PAUSE_NANOS;
    private static final int COST_FACTOR = 4;
    private static final int LEAST_PART = 4;

    private final Runnable collector;
    private final LongSupplier clock;
    private final long limit;

    // the owner, as all below: bytes that the last collection has left, as far as it is judged
    private long left;
    // whether a collection was asked for and is not judged
    private boolean unjudged;
    // what had come when it was asked for
    private long comeBefore;
    // what was held then in all
    private long heldBefore;
    // how many bytes the collector had found until then
    private long foundBefore;
    // when it had ended, as a time of the caller's
    private long collectedAt;
    // from then on there is no other for so long
    private long pause;
    // by how much the pause is longer for want of success
    private long factor = 1;
    // the owner writes, any thread reads
    private volatile long calls;

    /**
     * @param collector asks for a collection and waits for it
     * @param clock nanoseconds
     * @param limit how many bytes are worth one
     */
    public CollectorCalls(Runnable collector, LongSupplier clock, long limit) {
        this.collector = collector;
        this.clock = clock;
        this.limit = limit;
    }

    /**
     * Asks for a collection, if it is time.
     *
     * @param held the bytes that are demoted and not freed
     * @param found the bytes that the collector has found so far
     */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread
    public void look(long held, long found) {
        long now = clock.getAsLong();
        if (unjudged) {
            if (now - collectedAt < SETTLING_NANOS) {
                return;
            }
            judge(found);
        }
        left = Math.min(left, held);
        long come = held - left;
        if (held < limit || (calls != 0 && now - collectedAt < pauseFor(come))) {
            return;
        }
        comeBefore = come;
        heldBefore = held;
        foundBefore = found;
        calls++;
        collector.run();
        collectedAt = clock.getAsLong();
        pause = Math.clamp((collectedAt - now) * COST_FACTOR, SHORTEST_PAUSE_NANOS, LONGEST_PAUSE_NANOS);
        unjudged = true;
    }

    /** How long after the last collection it is worth another that so many bytes have come. */
    private long pauseFor(long come) {
        if (come < limit) {
            return LONGEST_PAUSE_NANOS;
        }
        double part = (double) limit / come;
        return factor == 1 ? (long) (pause * part * part) : pause;
    }

    private void judge(long found) {
        unjudged = false;
        // Not what is held now: more may have come since.
        left = Math.max(0, heldBefore - (found - foundBefore));
        factor = found - foundBefore >= comeBefore / LEAST_PART ? 1 : Math.min(2 * factor, MOST_FACTOR);
        pause = Math.min(pause * factor, LONGEST_PAUSE_NANOS);
    }

    /** How often a collection was asked for. Any thread. */
    public long calls() {
        return calls;
    }
}
