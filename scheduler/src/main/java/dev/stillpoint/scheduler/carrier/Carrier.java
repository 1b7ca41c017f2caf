package dev.stillpoint.scheduler.carrier;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.stillpoint.scheduler.jdk.CurrentCarrier;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The state of one carrier that read sections and grace periods see. It needs no thread: a test can be the carrier.
 */
public final class Carrier {

    /*
     * What it is. The registers of the reader that is mounted here, the counts of the readers that are parked here, and
     * whether the carrier takes part in grace periods.
     *
     * State.
     *   holds, since   registers of the mounted thread, as a preemption count is a register in a kernel: the scheduler
     *                  saves them in the thread's task when it unmounts inside a read section and restores them when it
     *                  mounts again. Written and read by this carrier's thread only.
     *   parked[0..1]   readers that are unmounted, inside a section and at home here, by parity of their stamp. Written
     *                  by this carrier's thread; read by it, and by a reclaimer while the carrier is offline.
     *   presence       even: offline, nothing is mounted; odd: online. Written by this carrier's thread.
     *
     * Invariants.
     *   I1  Between mounts holds == 0, and parked counts every reader whose home this is.
     *   I2  While a thread is mounted, parked counts every reader whose home this is but the mounted one.
     *   I3  parked changes only while presence is odd.
     *
     * Ordering.
     *   holds, plain increment followed by loadLoadFence; plain decrement after releaseFence. A carrier announces
     *     quiescence in program order, so these matter only to an observer that stops this thread by a handshake and
     *     then reads the registers: the fence keeps a section's reads from floating above a safepoint poll that
     *     precedes the increment, the release keeps them from sinking below the decrement. Neither costs an instruction
     *     on x86.
     *   presence, going online: volatile store, full fence, then mount. Pairs with the reclaimer's "publish the grace
     *     period, full fence, read presence": either the reclaimer sees the carrier online and waits for it, or the
     *     carrier's next read section sees the new grace period and everything unlinked before it.
     *   presence, going offline: release store after the last unmount. Pairs with the reclaimer's acquire read: who
     *     sees the carrier offline sees its final parked counts, and has every read of its past sections behind it.
     *   parked, opaque: a reclaimer that reads a count between two equal even values of presence read it while nobody
     *     changed it (I3).
     *
     * Progress. Every operation is a bounded number of instructions.
     */

    private static final VarHandle PARKED_EVEN = fieldVarHandle(lookup(), "parkedEven", VarHandle.class, Carrier.class,
            int.class);
    private static final VarHandle PARKED_ODD = fieldVarHandle(lookup(), "parkedOdd", VarHandle.class, Carrier.class,
            int.class);
    private static final VarHandle PRESENCE = fieldVarHandle(lookup(), "presence", VarHandle.class, Carrier.class,
            int.class);

    private final String name;

    /** Threads that must resume here; pushed by any thread, taken by this carrier's thread only. */
    private final TaskInbox home = new TaskInbox();

    // carrier thread only
    private int holds;
    // carrier thread only
    private long since;
    // written by the carrier thread
    private int parkedEven;
    // written by the carrier thread
    private int parkedOdd;
    // written by the carrier thread
    private int presence;
    // set before the carrier starts; null where a test or a replay is the carrier
    private @Nullable CarrierLoop loop;
    // set by the registry, read by the carrier thread
    private volatile @Nullable CarrierListener listener;

    /** A carrier that is offline and holds nothing. */
    public Carrier(String name) {
        this.name = name;
    }

    /**
     * The carrier under the calling thread.
     *
     * <p>For a virtual thread the answer is stale after any call that can park, block or yield, unless the thread is
     * inside a read section: then it comes back to this carrier only.
     *
     * @return the carrier, or null when the calling thread is not mounted on a carrier of this library
     */
    public static @Nullable Carrier current() {
        return CurrentCarrier.thread() instanceof CarrierThread thread ? thread.carrier : null;
    }

    // -- registers of the mounted thread

    /** The number of guards that the mounted thread holds. Carrier thread only. */
    public int holds() {
        return holds;
    }

    /** The newest grace period that the outermost section of the mounted thread had seen. Carrier thread only. */
    public long since() {
        return since;
    }

    /** Sets the stamp of the section that the next {@link #hold()} opens. Carrier thread only. */
    public void stamp(long gracePeriod) {
        since = gracePeriod;
    }

    /**
     * Opens the outermost hold under its stamp. Carrier thread only, while nothing is held.
     *
     * <p>It stores a constant: were it an increment, each section would wait for the store of the one before to be
     * forwarded to its load.
     */
    public void begin(long gracePeriod) {
        since = gracePeriod;
        holds = 1;
        VarHandle.loadLoadFence();
    }

    /** Opens one more hold. Carrier thread only. */
    public void hold() {
        holds++;
        VarHandle.loadLoadFence();
    }

    /** Closes one hold. Carrier thread only. */
    public void release() {
        VarHandle.releaseFence();
        holds--;
    }

    /** Puts the saved registers of a reader that mounts back in place. Carrier thread only. */
    public void restore(int savedHolds, long savedSince) {
        since = savedSince;
        holds = savedHolds;
        VarHandle.loadLoadFence();
    }

    /** Nobody is mounted any more. Carrier thread only. */
    public void clear() {
        VarHandle.releaseFence();
        holds = 0;
    }

    // -- readers parked here

    /** Counts a reader with this stamp in ({@code +1}) or out ({@code -1}). Carrier thread only. */
    public void countParked(long stamp, int delta) {
        if ((stamp & 1) == 0) {
            PARKED_EVEN.setOpaque(this, parkedEven + delta);
        } else {
            PARKED_ODD.setOpaque(this, parkedOdd + delta);
        }
    }

    /**
     * The number of readers parked here whose stamp has the parity of {@code stamp}.
     *
     * <p>Exact on the carrier's thread, and for another thread between two equal even values of {@link #presence()}.
     */
    public int parked(long stamp) {
        return (int) ((stamp & 1) == 0 ? PARKED_EVEN.getOpaque(this) : PARKED_ODD.getOpaque(this));
    }

    // -- presence

    /** Even: offline, nothing is mounted and nothing changes; odd: online. Any thread; acquire. */
    public int presence() {
        return (int) PRESENCE.getAcquire(this);
    }

    /** Starts to take part in grace periods. Carrier thread only, before anything is mounted. */
    public void goOnline() {
        PRESENCE.setVolatile(this, presence + 1);
        VarHandle.fullFence();
    }

    /** An extended quiescent state begins, as far as no older reader is parked here. Carrier thread only. */
    public void goOffline() {
        PRESENCE.setRelease(this, presence + 1);
    }

    // -- the scheduler's side

    /** Tells the listener, if there is one, that a thread was just unmounted. Carrier thread only. */
    void announceUnmount() {
        CarrierListener told = listener;
        if (told != null) {
            told.unmounted();
        }
    }

    void listener(CarrierListener told) {
        listener = told;
    }

    @Nullable CarrierListener listener() {
        return listener;
    }

    TaskInbox home() {
        return home;
    }

    void loop(CarrierLoop runner) {
        loop = runner;
    }

    @Nullable CarrierLoop loop() {
        return loop;
    }

    public String name() {
        return name;
    }

    @Override
    public String toString() {
        return name;
    }
}
