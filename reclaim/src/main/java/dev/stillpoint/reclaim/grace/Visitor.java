// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import java.lang.invoke.VarHandle;
import java.lang.ref.PhantomReference;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * A thread that reads and is on no carrier: its nesting and its stamp. A <em>counted</em> one pays two atomic additions
 * for its outermost section, see {@link Visitors}. The others are <em>recorded</em>: they write here and nowhere else,
 * without an atomic, and drivers look here, see {@link VisitorRecords}.
 *
 * <p>{@link GracePeriods#enter(Visitor)} and {@link GracePeriods#exit(Visitor)} change it.
 */
public sealed class Visitor extends WeakReference<Thread> permits Visitor.Recorded {

    /*
     * State of a recorded visitor, in two fields. VisitorRecords has the argument.
     *   asleep   a section that begins must wake it; the thread clears it, drivers set it.
     *   found    drivers have found the thread outside since they set `asleep`; drivers only.
     *
     *   awake   not asleep
     *   drowsy  asleep, not found: for its thread it is asleep, for drivers it is awake
     *   asleep  asleep and found
     *
     *   asleep -> awake     // the thread begins a section
     *   drowsy -> awake     // the same
     *   awake  -> drowsy    // a driver is about to stop the thread
     *   drowsy -> drowsy    // a later driver is about to
     *   asleep -> drowsy    // a driver has failed after a stop, and the next one begins with the stop again
     *   drowsy -> asleep    // after the stop the driver found the thread outside
     *
     * A counted one is asleep for ever. There is no VarHandle here, because what the JVM would have to link for it
     * could fail in a section that begins or ends where the stack does.
     */

    final long id;
    /** As it was when the thread came first: what is left of the name when the thread is not. */
    final String name;
    /**
     * Cleared when the thread can never run again though it has not ended: the collector may take a virtual thread that
     * nobody refers to. The weak reference is cleared too early for that: a finalizer may still wake the thread.
     */
    private final @Nullable PhantomReference<Thread> remains;
    /** Whether its sections are counted by {@link Visitors}. */
    public final boolean isCounted;

    /**
     * Its open guards. Owner writes; drivers and reports read. A driver clears it once the owner has ended. Outside
     * this package it is for sections that end where the stack has no room for a call: see {@link #ending}.
     */
    public int holds;
    // counted ones: owner writes; valid while holds > 0; read like holds
    int ticket;
    // owner writes: the newest grace period when its outermost section began; drivers and reports read
    long since;
    // owner clears, drivers set; see above
    private volatile boolean asleep = true;
    // drivers only; see above
    private boolean found = true;
    /**
     * Always 0, owner only. A recorded visitor's section ends without a call like that of a carrier, see
     * {@code CarrierThread}:
     * {@snippet :
     * visitor.ending = 0;                  // what was read is read, as before Visitor.end
     * visitor.holds -= 1 + visitor.ending; // not before that store, because it waits for this load
     * }
     */
    public volatile int ending;
    /**
     * How many of the holds of a counted visitor are to be closed: where a section ended, the stack had no room for a
     * call. Its next section closes them first. Owner only.
     */
    public int overdue;
    // how often somebody wanted to know whether the thread has ended; under the lock of its stripe
    private int looks;
    // the next one of its chain; under the lock of its stripe
    @Nullable Visitor next;
    // recorded ones: where VisitorRecords has it; under the lock of these
    int place;

    private Visitor(Thread thread, long id, boolean isCounted) {
        super(thread);
        this.id = id;
        this.isCounted = isCounted;
        name = thread.getName();
        remains = thread.isVirtual() ? new PhantomReference<>(thread, null) : null;
    }

    static Visitor counted(Thread thread, long id) {
        return new Visitor(thread, id, true);
    }

    static Visitor recorded(Thread thread, long id) {
        return new Recorded(thread, id);
    }

    /**
     * Larger than two cache lines, which the prefetcher fetches in pairs. So what two threads write at each section is
     * that far apart, however the collector places two of these side by side.
     */
    static final class Recorded extends Visitor {

        @SuppressWarnings("unused")
        private long p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, p12, p13, p14, p15;

        private Recorded(Thread thread, long id) {
            super(thread, id, false);
        }

        /** Initialises this class, if it was not. */
        static void prepare() {
            // To call it is enough.
        }
    }

    /** Whether it is inside a section. Its own thread only. */
    public boolean isReading() {
        return holds != overdue;
    }

    // -- a recorded visitor's own thread

    /**
     * Opens the outermost hold while nothing is held. It stores a constant, for the reason that {@code Registers.begin}
     * gives.
     */
    void begin() {
        holds = 1;
        // Pairs with RecordDrain.stop: a stop between the store and any read of the section finds the hold. And a
        // section that begins after the stop sees that it is not awake.
        VarHandle.loadLoadFence();
    }

    /** Whether drivers look here. Read after {@link #begin}. */
    boolean isAwake() {
        return !asleep;
    }

    /** From now on drivers look here. The caller reads the published number afterwards. */
    void wake() {
        asleep = false;
    }

    /**
     * Stamps the section that {@link #begin} opened. The caller has read the grace period after that. No fence follows,
     * because nobody is helped by a stamp before its section has ended.
     */
    void stamp(long gracePeriod) {
        // Pairs with Visitor.sinceAcquire: whoever sees this stamp knows that the reads of the section before are done.
        VarHandle.releaseFence();
        since = gracePeriod;
    }

    /** Closes one hold. If this throws, because the stack has come to its end, the hold is still there. */
    void end() {
        // Pairs with Visitor.holdsAcquire: whoever sees the section's end knows that its reads are done.
        VarHandle.releaseFence();
        holds--;
    }

    // -- a driver, for a recorded visitor

    /** {@link #since} for a driver. */
    long sinceAcquire() {
        long seen = since;
        // Pairs with Visitor.stamp: when a stamp is seen, the reads of the section before are done.
        VarHandle.acquireFence();
        return seen;
    }

    /** {@link #holds} for a driver. */
    int holdsAcquire() {
        int seen = holds;
        // Pairs with Visitor.end: when no hold is seen, the section's reads are done.
        VarHandle.acquireFence();
        return seen;
    }

    /** Whether drivers need not look here. The caller has published its number. */
    boolean isAsleep() {
        return found && asleep;
    }

    /** Before a stop: each section that begins after the stop wakes it. */
    void makeDrowsy() {
        found = false;
        asleep = true;
    }

    /** After that stop, when the thread was found outside: it is asleep, if no section has woken it since. */
    void fallAsleep() {
        found = true;
    }

    // -- whether it has ended

    /**
     * Whether the thread will never run again. Then all that it did is visible here. A thread that ended a moment ago
     * may not be noticed yet. Under the lock of its stripe.
     *
     * <p>To ask a virtual thread is to refer to it, and while the collector marks it must take what is referred to for
     * alive. So it is asked more and more rarely: at the first look, the second, the fourth, and so on.
     */
    boolean hasEnded() {
        if (refersTo(null)) {
            return remains == null || remains.refersTo(null);
        }
        looks++;
        if (remains != null && (looks & (looks - 1)) != 0) {
            return false;
        }
        Thread thread = get();
        return thread != null && !thread.isAlive();
    }

    @Override
    public String toString() {
        return "#%d \"%s\"".formatted(id, name);
    }
}
