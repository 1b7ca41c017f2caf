package dev.stillpoint.scheduler.carrier;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.stillpoint.scheduler.support.SafeLog;
import java.lang.invoke.VarHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What read sections and grace periods see of one carrier. It knows its thread by its {@link Registers} only, so
 * whoever has registers can be a carrier.
 */
public final class Carrier {

    /*
     * What it is. The registers of the reader that is mounted here, the counts of the readers that are parked here, and
     * whether the carrier takes part in grace periods.
     *
     * State.
     *   holds, since   the Registers of the mounted thread, as a preemption count is a register in a kernel: park()
     *                  saves them in the Reader when it unmounts inside a read section and resume() restores them when
     *                  it mounts again. Written by this carrier's thread only; read by it and by an observer.
     *   parked[0..1]   readers that are unmounted, inside a section and at home here, by parity of their stamp. Written
     *                  by this carrier's thread; read by it, by a reclaimer while the carrier is offline, and by an
     *                  observer.
     *   comebacks      how often a parked reader has mounted here. Written by this carrier's thread.
     *   presence       even: offline, nothing is mounted; odd: online. Written by this carrier's thread.
     *
     * Invariants.
     *   I1  Between mounts holds == 0, and parked counts every reader whose home this is.
     *   I2  While a thread is mounted, parked counts every reader whose home this is but the mounted one.
     *   I3  parked changes only while presence is odd.
     *
     * Ordering.
     *   A carrier announces quiescence in program order, so for itself plain accesses are enough. What follows is for
     *   an observer: it reads comebacks, stops this thread by a handshake, and then reads, each with acquire, holds,
     *   since, parked and comebacks. It must not find everybody gone while an older reader is here.
     *   holds = 1, loadLoadFence, read requested: at a stop in between the section counts already, under the stamp of
     *     an earlier one. The fence also keeps the section's reads from floating above a safepoint poll before it.
     *   releaseFence, since = requested: who sees this stamp knows that the section before has ended, or is counted as
     *     parked.
     *   releaseFence, holds - 1: keeps the section's reads from sinking below the decrement.
     *   park: count the reader as parked, then clear holds (release): who sees it gone from here sees it there.
     *   resume: restore the registers, then add to comebacks, then uncount (release each): who misses the reader in
     *     parked, because it was uncounted, finds comebacks moved and knows nothing.
     *   None of this costs an instruction on x86.
     *   presence, going online: volatile store, full fence, then mount. Pairs with the reclaimer's "publish the grace
     *     period, full fence, read presence": either the reclaimer sees the carrier online and waits for it, or the
     *     carrier's next read section sees the new grace period and everything unlinked before it.
     *   presence, going offline: release store after the last unmount. Pairs with the reclaimer's acquire read: who
     *     sees the carrier offline sees its final parked counts, and has every read of its past sections behind it.
     *   parked, read while offline: between two equal even values of presence nobody changes it (I3).
     *
     * Progress. Every operation is a bounded number of instructions.
     */

    private static final VarHandle PARKED_EVEN = fieldVarHandle(lookup(), "parkedEven", VarHandle.class, Carrier.class,
            int.class);
    private static final VarHandle PARKED_ODD = fieldVarHandle(lookup(), "parkedOdd", VarHandle.class, Carrier.class,
            int.class);
    private static final VarHandle COMEBACKS = fieldVarHandle(lookup(), "comebacks", VarHandle.class, Carrier.class,
            int.class);
    private static final VarHandle PRESENCE = fieldVarHandle(lookup(), "presence", VarHandle.class, Carrier.class,
            int.class);

    private static final int NO_SLOT = -1;

    private final String name;

    private final Registers registers;
    // written by the carrier thread
    private int parkedEven;
    // written by the carrier thread
    private int parkedOdd;
    // written by the carrier thread
    private int comebacks;
    // written by the carrier thread
    private int presence;
    /** Linked for stall reports only. */
    private final ParkedReaders parkedReaders = new ParkedReaders();

    // set by the registry before anything is mounted
    private int slot = NO_SLOT;
    // carrier thread writes, reports read without order
    private @Nullable Thread mounted;
    // set by the registry, read by the carrier thread
    private volatile @Nullable CarrierListener listener;
    // carrier thread only: a listener that fails once fails thousands of times a second
    private boolean failureReported;

    /** A carrier that is offline and holds nothing. */
    public Carrier(String name, Registers registers) {
        this.name = name;
        this.registers = registers;
    }

    // -- registers of the mounted thread

    /** The registers themselves, which live in the carrier's thread. */
    public Registers registers() {
        return registers;
    }

    /** The number of guards that the mounted thread holds. */
    public int holds() {
        return registers.holds();
    }

    /** The newest grace period that the outermost section of the mounted thread had seen. */
    public long since() {
        return registers.since();
    }

    // -- readers parked here

    /**
     * The mounted thread has unmounted inside a read section: this is its home from now on. Saves its registers and
     * counts it. Carrier thread only.
     */
    public void park(Reader reader) {
        long stamp = registers.since();
        reader.save(registers.holds(), stamp);
        countParked(stamp, 1);
        registers.clear();
        parkedReaders.add(reader);
    }

    /** A reader that is parked here is about to be mounted: the inverse of {@link #park}. Carrier thread only. */
    public void resume(Reader reader) {
        long stamp = reader.savedSince();
        registers.restore(reader.savedHolds(), stamp);
        countComeback();
        countParked(stamp, -1);
        parkedReaders.remove(reader);
    }

    /** Whether no reader is parked here. Carrier thread only. */
    public boolean isNobodysHome() {
        return parkedEven == 0 && parkedOdd == 0;
    }

    /** Counts a reader with this stamp in ({@code +1}) or out ({@code -1}). Release. Carrier thread only. */
    public void countParked(long stamp, int delta) {
        // Pairs with Carrier.parked: a reader is counted in before its registers are cleared, and out after they are
        // restored, so it is never overlooked.
        if ((stamp & 1) == 0) {
            PARKED_EVEN.setRelease(this, parkedEven + delta);
        } else {
            PARKED_ODD.setRelease(this, parkedOdd + delta);
        }
    }

    /**
     * The number of readers parked here whose stamp has the parity of {@code stamp}. Acquire.
     *
     * <p>Exact on the carrier's thread, and for another thread between two equal even values of {@link #presence()}.
     */
    public int parked(long stamp) {
        // Pairs with Carrier.countParked: who misses a reader here finds it mounted, or comebacks moved.
        return (int) ((stamp & 1) == 0 ? PARKED_EVEN.getAcquire(this) : PARKED_ODD.getAcquire(this));
    }

    /** A parked reader mounts: after its registers are restored, before it is uncounted. Carrier thread only. */
    public void countComeback() {
        // Pairs with Carrier.comebacks: the registers are restored when it moves, and the reader is counted out
        // afterwards.
        COMEBACKS.setRelease(this, comebacks + 1);
    }

    /** How often a parked reader has mounted here; wraps around. Any thread; acquire. */
    public int comebacks() {
        // Pairs with Carrier.countComeback: a reader that left the parked ones meanwhile has moved it.
        return (int) COMEBACKS.getAcquire(this);
    }

    // -- presence

    /** Whether the carrier takes part in grace periods; a snapshot. Any thread; acquire. */
    public boolean isOnline() {
        return (presence() & 1) != 0;
    }

    /** Even: offline, nothing is mounted and nothing changes; odd: online. Any thread; acquire. */
    public int presence() {
        // Pairs with Carrier.goOffline: who sees the carrier offline sees its last counts, and its sections are over.
        return (int) PRESENCE.getAcquire(this);
    }

    /** Starts to take part in grace periods. Carrier thread only, before anything is mounted. */
    public void goOnline() {
        // Pairs with GracePeriods.publish: the driver sees the carrier online, or the next section here sees the new
        // number.
        PRESENCE.setVolatile(this, presence + 1);
        VarHandle.fullFence();
    }

    /** An extended quiescent state begins, as far as no older reader is parked here. Carrier thread only. */
    public void goOffline() {
        // Pairs with Carrier.presence: the reads of all sections here are done before anybody sees the carrier offline.
        PRESENCE.setRelease(this, presence + 1);
    }

    /**
     * A small number that no other registered carrier has, for arrays with one element per carrier; negative for a
     * carrier that was never registered. After {@link CarrierRegistry#remove} a new carrier may get it, and everything
     * that the old one did happens-before anything that the new one does.
     */
    public int slot() {
        return slot;
    }

    void slot(int number) {
        slot = number;
    }

    // -- observers

    /** The thread that is mounted here, or was last; null before the first. For reports: any thread, no order. */
    public @Nullable Thread mountedThread() {
        return mounted;
    }

    /** Up to {@code limit} of the readers parked here. For reports: any thread, no order. */
    public List<ParkedReader> parkedReaders(int limit) {
        return parkedReaders.snapshot(limit).stream()
                .map(reader -> new ParkedReader(reader.thread(), reader.savedHolds(), reader.savedSince())).toList();
    }

    /**
     * A reader that is unmounted inside a read section.
     *
     * @param thread the virtual thread
     * @param holds its open guards
     * @param since the stamp of its outermost section
     */
    public record ParkedReader(Thread thread, int holds, long since) {
    }

    // -- whoever runs threads here

    /** A thread is about to run here. Carrier thread only. */
    public void mounting(Thread thread) {
        mounted = thread;
    }

    /** Tells the listener, if there is one, that a thread was just unmounted. Carrier thread only; never throws. */
    public void announceUnmount() {
        CarrierListener told = listener;
        if (told != null) {
            try {
                told.unmounted();
            } catch (Throwable e) {
                reportFailure(e);
            }
        }
    }

    private void reportFailure(Throwable cause) {
        if (!failureReported) {
            failureReported = true;
            SafeLog.SCHEDULER.errorElsewhere(
                    () -> "A listener failed on %s. Grace periods may be late from now on; this is said once a carrier."
                            .formatted(this),
                    cause);
        }
    }

    void listener(@Nullable CarrierListener told) {
        listener = told;
    }

    /** The name of the carrier and of its thread. */
    public String name() {
        return name;
    }

    @Override
    public String toString() {
        return name;
    }
}
