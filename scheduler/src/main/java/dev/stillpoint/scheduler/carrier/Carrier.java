// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.carrier;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.stillpoint.scheduler.support.SafeLog;
import java.lang.invoke.VarHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One carrier as read sections and grace periods see it. It knows its thread by its {@link Registers} only, so anything
 * that has registers can be a carrier.
 */
public final class Carrier {

    /*
     * What it is. A carrier has the registers of the reader that is mounted on it, counts the readers that are parked
     * on it, and says whether it takes part in grace periods.
     *
     * State.
     *   holds, since   The Registers of the mounted thread. They are registers as a preemption count is one in a
     *                  kernel: park() saves them in the Reader when the thread unmounts inside a read section, and
     *                  resume() restores them when it mounts again. Written by this carrier's thread only; read by it
     *                  and by an observer.
     *   parked[0..1]   The number of readers that are unmounted inside a section and have their home here, by parity of
     *                  their stamp. Written by this carrier's thread; read by it, by a reclaimer while the carrier is
     *                  offline, and by an observer.
     *   comebacks      How often a parked reader has mounted here. Written by this carrier's thread.
     *   presence       Even: the carrier is offline, and nothing is mounted but, at most, a thread in a blocking call
     *                  that holds nothing (worker.BlockingCalls). Odd: it is online. It counts the changes, so an
     *                  observer that reads an even number twice knows that the carrier was offline in between. It is
     *                  set and not toggled: going online twice is going online once. So whoever does not know how far
     *                  an operation came that failed makes it right by doing it again. Written by this carrier's
     *                  thread.
     *
     * Invariants.
     *   I1  Between mounts holds == 0, and parked counts every reader whose home this is.
     *   I2  While a thread is mounted, parked counts every reader whose home this is, except the mounted one.
     *   I3  parked changes only while presence is odd.
     *
     * Ordering.
     *   A carrier announces quiescence in program order, so plain accesses are enough for the carrier itself. What
     *     follows is for an observer. It reads comebacks, stops this thread by a handshake, and then reads holds,
     *     since, parked and comebacks in this order, each with acquire. It must not find everybody gone while an older
     *     reader is here.
     *   holds = 1, loadLoadFence, read requested: a stop in between already counts the section, under the stamp of an
     *     earlier one. The fence also keeps the section's reads from floating above a safepoint poll before it.
     *   releaseFence, since = requested: whoever sees this stamp knows that the section before has ended, or is counted
     *     as parked.
     *   releaseFence, holds - 1: this keeps the section's reads from sinking below the decrement.
     *   Instead of a handshake an observer may cut this thread by a membarrier, between any two instructions. Then one
     *     is enough for all looks that follow, and each reads comebacks first: CarrierRecord has the argument.
     *   park: count the reader as parked, then clear holds (release). Whoever sees the reader gone from the registers
     *     sees it in the count.
     *   resume: restore the registers, then add to comebacks, then uncount the reader (release each). An observer that
     *     misses the reader in parked, because it was uncounted, finds that comebacks moved, and draws no conclusion.
     *   None of this costs an instruction on x86.
     *   presence, going online: volatile store, full fence, then mount. Pairs with the reclaimer's "publish the grace
     *     period, full fence, read presence". Either the reclaimer sees the carrier online and waits for it, or the
     *     carrier's next read section sees the new grace period and everything unlinked before it.
     *   presence, going offline: release store after the last unmount, or in a blocking call of a thread that holds
     *     nothing. Pairs with the reclaimer's acquire read. A reclaimer that sees the carrier offline sees its final
     *     parked counts, and every read of its past sections has been done.
     *   parked, read while offline: nobody changes it between two equal even values of presence (I3).
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
    // carrier thread only: who is counted as parked though its registers may not be cleared yet
    private @Nullable Reader counted;
    // carrier thread only: who was resumed and has not been parked since; a later one takes the place
    private @Nullable Reader resumed;
    /** Lists the parked readers for stall reports only. */
    private final ParkedReaders parkedReaders = new ParkedReaders();

    // set by the registry before anything is mounted
    private int slot = NO_SLOT;
    // carrier thread writes, reports read without order
    private @Nullable Thread mounted;
    // set by the registry, read by the carrier thread
    private volatile @Nullable CarrierListener listener;
    // carrier thread only: set by the first report, because a failing listener fails thousands of times a second
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

    /** The stamp of the mounted thread: the newest grace period that its outermost section had seen. */
    public long since() {
        return registers.since();
    }

    // -- readers parked here

    /**
     * Saves the registers of the mounted thread, which has unmounted inside a read section, and counts it. This carrier
     * is its home from now on. If this throws, call it again. Carrier thread only.
     */
    public void park(Reader reader) {
        long stamp = registers.since();
        reader.save(registers.holds(), stamp);
        if (counted != reader) {
            countParked(stamp, 1);
            counted = reader;
        }
        registers.clear();
        counted = null;
        resumed = null;
        try {
            parkedReaders.add(reader);
        } catch (Throwable e) {
            // The list is only for reports. The reader is parked, so this must not fail.
            reader.seat = ParkedReaders.UNLISTED;
        }
    }

    /**
     * Restores a reader that is parked here and about to be mounted: the inverse of {@link #park}. If this throws, call
     * it again. It does nothing if it was done before: an error may have left the run of the thread without asking its
     * handlers, and the run is repeated. Carrier thread only.
     */
    public void resume(Reader reader) {
        if (resumed == reader) {
            return;
        }
        parkedReaders.remove(reader);
        long stamp = reader.savedSince();
        registers.restore(reader.savedHolds(), stamp);
        countComeback();
        // Last, because it must not be done twice. No call follows.
        countParked(stamp, -1);
        resumed = reader;
    }

    /** Whether no reader is parked here. Carrier thread only. */
    public boolean isNobodysHome() {
        return parkedEven == 0 && parkedOdd == 0;
    }

    /** Counts a reader with this stamp in ({@code +1}) or out ({@code -1}). Release. Carrier thread only. */
    public void countParked(long stamp, int delta) {
        // Pairs with Carrier.parked: a reader is counted in before its registers are cleared, and counted out after
        // they are restored, so no observer overlooks it.
        if ((stamp & 1) == 0) {
            PARKED_EVEN.setRelease(this, parkedEven + delta);
        } else {
            PARKED_ODD.setRelease(this, parkedOdd + delta);
        }
    }

    /**
     * The number of readers parked here whose stamp has the parity of {@code stamp}. Acquire.
     *
     * <p>It is exact on the carrier's thread. For another thread it is exact between two equal even values of
     * {@link #presence()}.
     */
    public int parked(long stamp) {
        // Pairs with Carrier.countParked: whoever misses a reader here finds it mounted, or finds that comebacks moved.
        return (int) ((stamp & 1) == 0 ? PARKED_EVEN.getAcquire(this) : PARKED_ODD.getAcquire(this));
    }

    /**
     * Counts a reader that mounts again, after restoring its registers and before uncounting it. Carrier thread only.
     */
    public void countComeback() {
        // Pairs with Carrier.comebacks: when the number moves the registers are already restored, and the reader is
        // counted out afterwards.
        COMEBACKS.setRelease(this, comebacks + 1);
    }

    /** How often a parked reader has mounted here; wraps around. Any thread; acquire. */
    public int comebacks() {
        // Pairs with Carrier.countComeback: a reader that has left the parked ones meanwhile has moved this number.
        return (int) COMEBACKS.getAcquire(this);
    }

    // -- presence

    /** Whether the carrier takes part in grace periods; a snapshot. Any thread; acquire. */
    public boolean isOnline() {
        return (presence() & 1) != 0;
    }

    /** Even while the carrier is offline and its counts do not change, odd while it is online. Any thread; acquire. */
    public int presence() {
        // Pairs with Carrier.goOffline: whoever sees the carrier offline sees its last counts, and its sections are
        // over.
        return (int) PRESENCE.getAcquire(this);
    }

    /**
     * Starts to take part in grace periods. Carrier thread only, before anything is mounted or a mounted thread goes
     * on. Idempotent.
     */
    public void goOnline() {
        // Pairs with GracePeriods.publish: the driver sees the carrier online, or the next section here sees the new
        // grace period.
        PRESENCE.setVolatile(this, presence | 1);
        VarHandle.fullFence();
    }

    /**
     * Begins an extended quiescent state, as far as no older reader is parked here. Carrier thread only. Idempotent.
     */
    public void goOffline() {
        // Pairs with Carrier.presence: the reads of all sections here are done before anybody sees the carrier offline.
        PRESENCE.setRelease(this, (presence + 1) & ~1);
    }

    /**
     * A small number that no other registered carrier has, for arrays with one element per carrier. It is negative for
     * a carrier that was never registered. After {@link CarrierRegistry#remove} a new carrier may get the number.
     * Everything that the old carrier did happens-before anything that the new one does.
     */
    public int slot() {
        return slot;
    }

    void slot(int number) {
        slot = number;
    }

    // -- observers

    /**
     * The thread that is mounted here or was mounted last; null before the first, and while the carrier sleeps. For
     * reports: any thread, no order.
     */
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

    // -- the host that runs threads here

    /**
     * Notes the thread that is about to run here, or with null that none is and that the last one may be forgotten.
     * Carrier thread only.
     */
    public void mounting(@Nullable Thread thread) {
        mounted = thread;
        if (thread == null) {
            resumed = null;
        }
    }

    /** Tells the listener, if there is one, that no reader is mounted here. Carrier thread only; never throws. */
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
                    "A listener failed on %s. Grace periods may be late from now on; this is reported once.", this,
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
