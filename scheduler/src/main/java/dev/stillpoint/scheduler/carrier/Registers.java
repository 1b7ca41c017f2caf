// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.carrier;

import java.lang.invoke.VarHandle;

/**
 * What a carrier knows of the thread that is mounted on it: how many guards it holds, and since when.
 *
 * <p>They are registers in the sense of a kernel's preemption count: the scheduler saves them in the thread's task when
 * the thread unmounts inside a read section, and restores them when it mounts again. All methods are for the carrier's
 * own thread, except those for an observer, at the end. {@link Carrier} has the argument.
 *
 * <p>They live in the carrier's thread object, one load away from the instruction with which every read section begins.
 */
public interface Registers {

    /** The number of guards that the mounted thread holds: its nesting count. */
    int holds();

    /** The newest grace period that the outermost section of the mounted thread had seen: its stamp. */
    long since();

    /** Sets {@link #holds} by a plain store. */
    void setHolds(int holds);

    /**
     * Sets {@link #holds} by a plain store for the end of a section. In registers that are looked at behind a
     * membarrier the store takes place where it stands: see {@link CarrierThread}. Nothing can fail behind it.
     */
    default void lowerHolds(int holds) {
        setHolds(holds);
    }

    /** Sets {@link #since} by a plain store. */
    void setSince(long gracePeriod);

    /**
     * Opens the outermost hold while nothing is held; {@link #stamp} follows at once. If either of the two throws,
     * because the stack has come to its end, the caller clears the hold.
     *
     * <p>It stores a constant. With an increment, each section would have to wait until the store of the section before
     * is forwarded to its load.
     */
    default void begin() {
        setHolds(1);
        // Pairs with CarrierRecord.lookStopped and CarrierRecord.passesBehindCut: a stop or a cut between the store and
        // any read of the section finds the hold.
        VarHandle.loadLoadFence();
    }

    /** Stamps the section that {@link #begin} opened. The caller has read the grace period after {@link #begin}. */
    default void stamp(long gracePeriod) {
        // Pairs with Registers.sinceAcquire: whoever sees this stamp knows that the section before has ended, or is
        // counted as parked.
        VarHandle.releaseFence();
        setSince(gracePeriod);
        // Pairs with CarrierRecord.lookStopped and CarrierRecord.passesBehindCut: no read of the section comes before
        // its stamp.
        VarHandle.loadLoadFence();
    }

    /**
     * Opens one more hold. The outer hold covers what is read under this one, so there is no fence; and so nothing can
     * fail once the hold is there.
     */
    default void hold() {
        setHolds(holds() + 1);
    }

    /** Closes one hold. If this throws, because the stack has come to its end, the hold is still there. */
    default void release() {
        // Pairs with Registers.holdsAcquire: whoever sees the section's end knows that its reads are done.
        VarHandle.releaseFence();
        lowerHolds(holds() - 1);
    }

    /** Restores the saved registers of a reader that mounts. */
    default void restore(int savedHolds, long savedSince) {
        // Pairs with Registers.sinceAcquire: as in stamp. Until it is counted out, the reader is also found parked.
        VarHandle.releaseFence();
        setSince(savedSince);
        setHolds(savedHolds);
        // Pairs with CarrierRecord.lookStopped and CarrierRecord.passesBehindCut: the section goes on only under its
        // restored registers.
        VarHandle.loadLoadFence();
    }

    /** Clears the registers: nobody is mounted any more. */
    default void clear() {
        // Pairs with Registers.holdsAcquire: whoever sees no hold knows that the reader is counted as parked, or that
        // its section has ended.
        VarHandle.releaseFence();
        setHolds(0);
    }

    // -- an observer on another thread

    /** {@link #holds} for an observer on another thread. */
    default int holdsAcquire() {
        int seen = holds();
        // Pairs with Registers.release and Registers.clear: when no hold is seen, the section's reads are done, or the
        // reader is seen counted as parked.
        VarHandle.acquireFence();
        return seen;
    }

    /** {@link #since} for an observer on another thread. */
    default long sinceAcquire() {
        long seen = since();
        // Pairs with Registers.stamp: when a stamp is seen, the section before has ended, or its reader is seen counted
        // as parked.
        VarHandle.acquireFence();
        return seen;
    }

    /**
     * Makes the JVM stop the thread of these registers for a moment, at a safepoint poll or in native code. Afterwards
     * the caller sees everything that thread did before, and the thread sees everything the caller did before.
     *
     * <p>For any thread but the carrier's own. It costs the caller up to some 100 microseconds, and the carrier a few.
     */
    void handshake();
}
