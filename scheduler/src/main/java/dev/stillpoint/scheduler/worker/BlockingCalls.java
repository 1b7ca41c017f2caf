// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.worker;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.observe.CarrierCount;
import dev.stillpoint.scheduler.observe.CarrierCounts;
import java.lang.invoke.VarHandle;

/**
 * The blocking calls of the threads that are mounted on one carrier, as far as the JDK announces them: some file
 * operations, process streams and the lookup of host names. All methods are for the carrier's thread with a thread
 * mounted, except where they say otherwise. None of them blocks.
 */
final class BlockingCalls {

    /*
     * Compensation. The watchdog notices a call that lasts, and lets a spare worker take the place of this one. A call
     * that is over within a millisecond costs a few stores.
     *
     * Grace periods. A carrier whose thread blocks outside any read section counts as offline, although a thread is
     * mounted. That is right for these reasons:
     *
     *   - The thread holds nothing, so parked counts every reader whose home this is (Carrier, I2, with no exception).
     *     What is announced is a quiescent state, and the counts that a driver reads are exact.
     *   - The counts stay exact until the call ends. Only this carrier's thread changes parked and the registers.
     *     Meanwhile it executes the JDK's native call, which opens no section and unmounts nobody (Carrier, I3).
     *   - If the thread parks in between after all, the JDK ends the call itself, on the carrier, right after the
     *     unmount (VirtualThread.afterYield). That is before the registers are kept and before anybody else is mounted.
     *   - The carrier goes online again as it does before a mount: volatile store, full fence, and only then user code.
     *     Its next section sees every grace period whose driver took the carrier for offline.
     *
     * A thread that blocks inside a section leaves its carrier online. It is a reader, and grace periods wait for it.
     */

    private static final VarHandle IN_CALL = fieldVarHandle(lookup(), "inCall", VarHandle.class, BlockingCalls.class,
            boolean.class);

    private final Carrier carrier;
    private final CarrierCounts counts;
    // carrier writes, opaque; the watchdog and reports read
    private boolean inCall;
    // carrier only: whether the carrier went offline for this call
    private boolean offline;

    BlockingCalls(Carrier carrier, CarrierCounts counts) {
        this.carrier = carrier;
        this.counts = counts;
    }

    /**
     * A blocking call begins.
     *
     * @return whether the JDK must say when it ends; false inside another call
     */
    boolean begin() {
        if (inCall) {
            return false;
        }
        counts.add(CarrierCount.BLOCKING_CALLS);
        if (carrier.holds() == 0) {
            // A thread that makes one short call after another never unmounts. Without this announcement a driver might
            // see the carrier online each time it looks.
            carrier.announceUnmount();
            carrier.goOffline();
            offline = true;
        }
        // Needs no pair: the watchdog looks again, and concludes nothing else from it.
        IN_CALL.setOpaque(this, true);
        return true;
    }

    /** The blocking call is over. Does nothing if there is none, because the JDK calls this after each unmount. */
    void end() {
        if (inCall) {
            // Needs no pair: see begin.
            IN_CALL.setOpaque(this, false);
            if (offline) {
                offline = false;
                carrier.goOnline();
            }
        }
    }

    /** Whether the mounted thread is in a blocking call; a snapshot. Any thread. */
    boolean isInCall() {
        // Needs no pair: a snapshot.
        return (boolean) IN_CALL.getOpaque(this);
    }
}
