// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CarrierListener;
import dev.stillpoint.scheduler.carrier.Registers;
import java.lang.invoke.VarHandle;

/** What one carrier has announced. The protocol and its ordering are argued in {@link GracePeriods}. */
final class CarrierRecord implements CarrierListener {

    private static final VarHandle OBSERVED = fieldVarHandle(lookup(), "observed", VarHandle.class, CarrierRecord.class,
            long.class);

    private final GracePeriods periods;
    private final Carrier carrier;
    // the newest grace period for which this carrier was quiescent; carrier thread writes, release
    private long observed;
    // the newest grace period for which a stop, or a look while it was offline, found this carrier quiescent; driver
    // writes, reports read
    private volatile long foundQuiescent;
    // set by the registry's callers, read by the driver
    private volatile boolean removed;
    // driver only, from one half of a stop to the other
    private boolean stopping;
    // driver only, likewise: how often a parked reader had mounted here
    private int comebacksBefore;

    CarrierRecord(GracePeriods periods, Carrier carrier) {
        this.periods = periods;
        this.carrier = carrier;
    }

    /**
     * Announces the quiescent state. The thread that has just left is either outside every section or already counted
     * as parked under its stamp, and nothing else is mounted. When no grace period is pending, this costs one shared
     * read.
     */
    @Override
    public void unmounted() {
        long number = periods.requested();
        if (observed != number && isNobodyOlderParked(number)) {
            // Pairs with CarrierRecord.hasPassed: the reads of the sections that ended here come before the freeing
            // that follows.
            OBSERVED.setRelease(this, number);
        }
    }

    /**
     * Whether no reader that is older than the grace period is parked here. Older readers have the parity of
     * {@code number - 1}: invariant I3 of {@link GracePeriods}. The answer is exact on the carrier between two mounts,
     * and while the carrier is offline.
     */
    private boolean isNobodyOlderParked(long number) {
        return carrier.parked(number - 1) == 0;
    }

    /** Whether the carrier was quiescent after {@code number} was published. Any thread. */
    boolean hasPassed(long number) {
        return isKnownToHavePassed(number) || isOfflineAndQuiescent(number);
    }

    /** As {@link #hasPassed}, and remembers it: what it says once it says again. Driver only. */
    boolean passes(long number) {
        if (isKnownToHavePassed(number)) {
            return true;
        }
        boolean quiescent = isOfflineAndQuiescent(number);
        if (quiescent) {
            foundQuiescent = number;
        }
        return quiescent;
    }

    private boolean isKnownToHavePassed(long number) {
        // Pairs with CarrierRecord.unmounted, Carrier.goOffline and CarrierRecord.remove: the sections' reads are done.
        return (long) OBSERVED.getAcquire(this) >= number || foundQuiescent >= number || removed;
    }

    /** Whether it has not passed though something is mounted on it. Driver only. */
    boolean isLeft(long number) {
        return !passes(number) && carrier.isOnline();
    }

    /**
     * Forced quiescence, first half: whether the carrier is to be stopped. It is not if it has passed, or if no thread
     * is mounted, for then a stop finds out no more than {@link #passes}. If it is, {@link #lookStopped} must follow.
     * Driver only, after {@code number} was published.
     */
    boolean mustBeStopped(long number) {
        stopping = isLeft(number);
        comebacksBefore = carrier.comebacks();
        return stopping;
    }

    /**
     * Forced quiescence, second half: stops the carrier, if that must be, and checks whether a reader older than
     * {@code number} is there, mounted or parked. Driver only.
     *
     * @param stopped whether the carrier was stopped since the first half
     */
    void lookStopped(long number, boolean stopped) {
        if (!stopping) {
            return;
        }
        /*
         * At the stop everything that the carrier did is visible here, and the publication is visible there: a section
         * that begins later is not older. So it is enough to find that no older section that was open at the stop is
         * still open. Before it is looked for, such a section can have gone three ways.
         *   It ended: holds, or the stamp of a later section, says so with release, so its reads are done.
         *   Its reader was unmounted: it was counted as parked before holds or the stamp changed, and parked is read
         *     after them.
         *   Its reader was parked at the stop and mounted afterwards: comebacks moved before the reader was uncounted.
         * Carrier lists the order of the stores on which this relies; here is the order of the loads. The first of them
         * is that of comebacks, before the stop.
         */
        if (!stopped) {
            carrier.registers().handshake();
        }
        look(number, comebacksBefore);
    }

    /** The loads of both kinds of looks, in the order on which their arguments rely. */
    private boolean look(long number, int comebacks) {
        Registers registers = carrier.registers();
        boolean nobodyMounted = registers.holdsAcquire() == 0 || registers.sinceAcquire() >= number;
        boolean nobodyParked = isNobodyOlderParked(number);
        boolean quiescent = nobodyMounted && nobodyParked && carrier.comebacks() == comebacks;
        if (quiescent) {
            foundQuiescent = number;
        }
        return quiescent;
    }

    /**
     * As {@link #passes}, once this carrier was cut after {@code number} was published: by a membarrier, between any
     * two instructions, a moment ago or long ago. Driver only.
     */
    boolean passesBehindCut(long number) {
        /*
         * Let K be the place of the cut in the carrier's instructions. Those of a section stand there as in Registers,
         * because each fence there is one for the compilers too: hold, read `requested`, stamp, the section, end.
         *   K before the hold: the section reads `number` or a later one. It is not older. So no older section begins.
         *   K between hold and end: the hold is seen here, until the end, or a stamp that is newer, which comes after
         *     the end of the section before.
         *   K behind the end: the section's reads are done.
         * So the readers to find are those that were mounted or parked inside at K, and both is visible here for as
         * long as it lasts. From then on they change their places in the order of releases that Carrier lists, as at a
         * stop, and it does not matter when that happens, or how often it was looked.
         *   If holds or the stamp says that no older one is mounted, each of them has ended before that store, or is
         *     counted as parked before it. If it is missing in the count afterwards, it has mounted after that store,
         *     and comebacks has moved after that store too. The number read before the registers does not include that
         *     comeback: whoever sees it sees the registers restored.
         * That the store of an end is done, and not put off by a compiler, is no matter of safety. See CarrierThread.
         */
        return passes(number) || look(number, carrier.comebacks());
    }

    /** An offline carrier announces nothing, so its counts are read. They are exact if it stayed offline meanwhile. */
    private boolean isOfflineAndQuiescent(long number) {
        int before = carrier.presence();
        if ((before & 1) != 0) {
            return false;
        }
        boolean quiescent = isNobodyOlderParked(number);
        // Pairs with Carrier.goOnline: if a count that was read here has changed meanwhile, presence has moved.
        VarHandle.loadLoadFence();
        return quiescent && carrier.presence() == before;
    }

    /**
     * Notes that the carrier has ended. No reader is there, so a driver that still has it on its list need not wait for
     * it.
     */
    void remove() {
        removed = true;
    }

    Carrier carrier() {
        return carrier;
    }
}
