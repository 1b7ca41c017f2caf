package dev.stillpoint.scheduler.carrier;

import java.lang.invoke.VarHandle;

/**
 * What a carrier knows of the thread that is mounted on it: how many guards it holds, and since when.
 *
 * <p>They are registers in the sense of a kernel's preemption count: the scheduler saves them in the thread's task when
 * it unmounts inside a read section and restores them when it mounts again. All methods are for the carrier's own
 * thread, but those for an observer, at the end; the argument stands in {@link Carrier}.
 *
 * <p>They live in the carrier's thread object, one load away from the instruction that every read section begins with.
 */
public interface Registers {

    /** The number of guards that the mounted thread holds: its nesting count. */
    int holds();

    /** The newest grace period that the outermost section of the mounted thread had seen: its stamp. */
    long since();

    /** A plain store. */
    void setHolds(int holds);

    /** A plain store. */
    void setSince(long gracePeriod);

    /**
     * Opens the outermost hold, while nothing is held; {@link #stamp} follows at once.
     *
     * <p>It stores a constant: were it an increment, each section would wait for the store of the one before to be
     * forwarded to its load.
     */
    default void begin() {
        setHolds(1);
        // Pairs with CarrierRecord.stopAndLook: a stop between this and any read of the section finds the hold.
        VarHandle.loadLoadFence();
    }

    /** Stamps the section that {@link #begin} opened, with a grace period that was read after it. */
    default void stamp(long gracePeriod) {
        // Pairs with Registers.sinceAcquire: the section before has ended, or is counted as parked, when this stamp is
        // seen.
        VarHandle.releaseFence();
        setSince(gracePeriod);
        // Pairs with CarrierRecord.stopAndLook: no read of the section comes before its stamp.
        VarHandle.loadLoadFence();
    }

    /** Opens one more hold. */
    default void hold() {
        setHolds(holds() + 1);
        // Needs no pair: the outer hold covers what is read under this one.
        VarHandle.loadLoadFence();
    }

    /** Closes one hold. */
    default void release() {
        // Pairs with Registers.holdsAcquire: the section's reads are done when its end is seen.
        VarHandle.releaseFence();
        setHolds(holds() - 1);
    }

    /** Puts the saved registers of a reader that mounts back in place. */
    default void restore(int savedHolds, long savedSince) {
        // Pairs with Registers.sinceAcquire: as in stamp. Until it is counted out the reader is found parked as well.
        VarHandle.releaseFence();
        setSince(savedSince);
        setHolds(savedHolds);
        // Pairs with CarrierRecord.stopAndLook: the section goes on under its registers.
        VarHandle.loadLoadFence();
    }

    /** Nobody is mounted any more. */
    default void clear() {
        // Pairs with Registers.holdsAcquire: the reader is counted as parked, or its section has ended, when this is
        // seen.
        VarHandle.releaseFence();
        setHolds(0);
    }

    // -- an observer on another thread

    /** {@link #holds} for an observer on another thread. */
    default int holdsAcquire() {
        int seen = holds();
        // Pairs with Registers.release and Registers.clear: who sees no hold has the section's reads behind it, or sees
        // the reader counted as parked.
        VarHandle.acquireFence();
        return seen;
    }

    /** {@link #since} for an observer on another thread. */
    default long sinceAcquire() {
        long seen = since();
        // Pairs with Registers.stamp: who sees a stamp has the section before behind it, or sees its reader counted as
        // parked.
        VarHandle.acquireFence();
        return seen;
    }

    /**
     * Makes the JVM stop the thread of these registers for a moment, at a safepoint poll or in native code. Afterwards
     * the caller sees everything that thread did before, and the thread sees everything the caller did before.
     *
     * <p>Any thread but the carrier's own. Costs some 100 microseconds, and the carrier a few.
     */
    void handshake();
}
