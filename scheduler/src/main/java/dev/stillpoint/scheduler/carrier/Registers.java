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
        VarHandle.loadLoadFence();
    }

    /** Stamps the section that {@link #begin} opened, with a grace period that was read after it. */
    default void stamp(long gracePeriod) {
        VarHandle.releaseFence();
        setSince(gracePeriod);
        VarHandle.loadLoadFence();
    }

    /** Opens one more hold. */
    default void hold() {
        setHolds(holds() + 1);
        VarHandle.loadLoadFence();
    }

    /** Closes one hold. */
    default void release() {
        VarHandle.releaseFence();
        setHolds(holds() - 1);
    }

    /** Puts the saved registers of a reader that mounts back in place. */
    default void restore(int savedHolds, long savedSince) {
        VarHandle.releaseFence();
        setSince(savedSince);
        setHolds(savedHolds);
        VarHandle.loadLoadFence();
    }

    /** Nobody is mounted any more. */
    default void clear() {
        VarHandle.releaseFence();
        setHolds(0);
    }

    // -- an observer on another thread

    /** {@link #holds} for an observer on another thread. */
    default int holdsAcquire() {
        int seen = holds();
        VarHandle.acquireFence();
        return seen;
    }

    /** {@link #since} for an observer on another thread. */
    default long sinceAcquire() {
        long seen = since();
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
