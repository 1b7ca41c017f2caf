// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.demote;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import org.jspecify.annotations.Nullable;

/**
 * Memory that waits for a grace period, and is given up earlier if the collector finds that nobody can reach it.
 *
 * @param <R> what frees it: what remains of a retired object, without a way to the object's memory
 */
public final class DemotedMemory<R> {

    /*
     * What it is. A list of phantom references in the order in which they were added. Each refers to the *scope* of
     * some memory, and carries what frees that memory.
     *
     * Why the scope and not the segment. A segment is a view: readers make slices, read-only views, byte buffers and
     * duplicates of those, and let go of the segment itself. All of them refer to one scope object, and nothing else
     * leads to the memory. During an access the JDK keeps the scope reachable (ScopedMemoryAccess ends each access
     * with Reference.reachabilityFence(session)); a native call and an I/O operation acquire it and release it at
     * their end, so they refer to it as long as they last. So memory whose scope is phantom reachable is in use by
     * nobody, and nobody can come to it. docs/bounded-garbage.md has the whole argument, and where it ends.
     *
     * Once. Whether by the collector or by a grace period, an entry leaves the list by one step of one thread, the
     * owner's, and that is the claim to free it. The collector enqueues entries at any moment, also those that have
     * left; an entry that comes out of the queue and is not listed any more is passed over.
     *
     * Errors. An entry is handed over first, and after the next store, which cannot fail, it is not listed any more.
     * One that came out of the queue stays in `polled` until it is dealt with. So when an error strikes, nothing is
     * lost or handed over twice.
     *
     * Threads. One owner does everything but ask for figures.
     */

    /** Takes what is to be freed now, or throws and does not. */
    @FunctionalInterface
    public interface Taker<R> {

        void take(R remains, long bytes);
    }

    /** Demoted memory of one scope. */
    private static final class Entry<R> extends PhantomReference<Object> {

        final R remains;
        final long bytes;
        final Total total;
        // owner only
        @Nullable Entry<R> older;
        // owner only
        @Nullable Entry<R> newer;
        // owner only: whether it was not handed over
        boolean isListed;

        Entry(Object scope, ReferenceQueue<Object> queue, R remains, long bytes, Total total) {
            super(scope, queue);
            this.remains = remains;
            this.bytes = bytes;
            this.total = total;
        }
    }

    /** What is listed and waits for one grace period, or an earlier one that is over. */
    private static final class Total {

        final long gracePeriod;
        // owner writes, any thread reads
        volatile long bytes;
        // owner writes, any thread reads: the one before, of an earlier grace period
        volatile @Nullable Total earlier;

        Total(long gracePeriod, @Nullable Total earlier) {
            this.gracePeriod = gracePeriod;
            this.earlier = earlier;
        }
    }

    private final ReferenceQueue<Object> queue = new ReferenceQueue<>();

    // owner only
    private @Nullable Entry<R> oldest;
    // owner only
    private @Nullable Entry<R> newest;
    // owner only: what came out of the queue and is not dealt with
    private @Nullable Reference<?> polled;
    // owner writes, any thread reads
    private volatile @Nullable Total totals;
    // owner writes, any thread reads
    private volatile long addedObjects;
    // as above
    private volatile long addedBytes;
    // as above: of those, what the collector has found
    private volatile long foundObjects;
    // as above
    private volatile long foundBytes;

    /** Creates an empty list. */
    public DemotedMemory() {
    }

    /**
     * Adds memory. Owner only. If this throws, nothing was added.
     *
     * @param scope what every view of the memory refers to; it is not kept reachable
     * @param remains what frees the memory; it must not lead to the scope
     * @param gracePeriod the one at whose end nobody can be reading; not less than that of the call before
     * @return what the collector puts into the queue; the list alone keeps it
     */
    @SuppressWarnings("NonAtomicVolatileUpdate") // the owner is the only writer
    public Reference<?> add(Object scope, R remains, long bytes, long gracePeriod) {
        Total last = totals;
        Total total = last != null && last.gracePeriod >= gracePeriod ? last : new Total(gracePeriod, last);
        Entry<R> entry = new Entry<>(scope, queue, remains, bytes, total);
        // From here on nothing is called.
        totals = total;
        total.bytes += bytes;
        entry.isListed = true;
        entry.older = newest;
        if (newest == null) {
            oldest = entry;
        } else {
            newest.newer = entry;
        }
        newest = entry;
        addedObjects++;
        addedBytes += bytes;
        return entry;
    }

    /** Hands over what the collector has found unreachable. Owner only. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // the owner is the only writer
    public void takeUnreachable(Taker<R> taker) {
        while (true) {
            if (polled == null) {
                polled = queue.poll();
            }
            if (polled == null) {
                return;
            }
            @SuppressWarnings("unchecked") // no others are made with this queue
            Entry<R> entry = (Entry<R>) polled;
            if (entry.isListed) {
                taker.take(entry.remains, entry.bytes);
                entry.isListed = false;
                foundObjects++;
                foundBytes += entry.bytes;
                unlink(entry);
            }
            polled = null;
        }
    }

    /** Hands over what waits for a grace period that has ended, {@code completed} or one before. Owner only. */
    public void takeCovered(long completed, Taker<R> taker) {
        for (Entry<R> entry = oldest; entry != null && entry.total.gracePeriod <= completed; entry = oldest) {
            if (entry.isListed) {
                taker.take(entry.remains, entry.bytes);
                entry.isListed = false;
            }
            unlink(entry);
        }
    }

    /** Takes an entry out of the list that was handed over. If this fails, the entry goes when it is the oldest. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // the owner is the only writer
    private void unlink(Entry<R> entry) {
        Entry<R> before = entry.older;
        Entry<R> after = entry.newer;
        if (before == null) {
            oldest = after;
        } else {
            before.newer = after;
        }
        if (after == null) {
            newest = before;
        } else {
            after.older = before;
        }
        entry.total.bytes -= entry.bytes;
        if (oldest == null) {
            totals = null;
        } else if (before == null) {
            oldest.total.earlier = null;
        }
    }

    /** Whether nothing waits any more. Owner only. */
    public boolean isEmpty() {
        return oldest == null;
    }

    // -- figures; any thread

    /** How many objects were ever added. */
    public long addedObjects() {
        return addedObjects;
    }

    /** Their bytes. */
    public long addedBytes() {
        return addedBytes;
    }

    /** How many of them the collector has found unreachable. */
    public long foundObjects() {
        return foundObjects;
    }

    /** Their bytes. */
    public long foundBytes() {
        return foundBytes;
    }

    /** Bytes that wait: somebody reaches them, or the collector has not looked yet. */
    public long heldBytes() {
        return heldBytes(Long.MIN_VALUE);
    }

    /**
     * The bytes of those that a reader may reach whose section began when {@code stamp} was the newest grace period:
     * those which a later grace period frees.
     */
    public long heldBytes(long stamp) {
        long sum = 0;
        for (Total total = totals; total != null && total.gracePeriod > stamp; total = total.earlier) {
            sum += total.bytes;
        }
        return sum;
    }
}
