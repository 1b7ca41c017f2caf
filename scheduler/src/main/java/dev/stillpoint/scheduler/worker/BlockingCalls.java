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
     * that is over within a millisecond costs the rehearsal below and a few stores.
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
     *
     * The end of the stack. The JDK calls begin and end on the stack of the thread that blocks, and either may overflow
     * it. A carrier that stayed offline while its thread goes on would lose memory under that thread's next section.
     *
     *   - begin changes nothing that matters before it has rehearsed the end: it goes online, which the carrier is
     *     already, from some frames deeper than end will. If there is no stack for that, the call is not announced at
     *     all. The carrier then stays online and grace periods stop it, as they stop one that computes.
     *   - Going offline is the last thing that begin does: whatever fails before leaves the carrier online.
     *   - end goes online before it notes that the call is over. If it fails all the same, it can be repeated. The JDK
     *     calls it again after each unmount, and the worker before each mount, both on the carrier's own stack.
     */

    /**
     * How many frames deeper than the end of a call its rehearsal is. Frames of compiled code are several times smaller
     * than those of interpreted code. So even if the rehearsal is compiled and the end is not, the end needs less.
     */
    private static final int MARGIN = 64;

    private static final VarHandle IN_CALL = fieldVarHandle(lookup(), "inCall", VarHandle.class, BlockingCalls.class,
            boolean.class);

    private final Carrier carrier;
    private final CarrierCounts counts;
    // carrier writes, opaque; the watchdog and reports read
    private boolean inCall;

    BlockingCalls(Carrier carrier, CarrierCounts counts) {
        this.carrier = carrier;
        this.counts = counts;
    }

    /**
     * A blocking call begins.
     *
     * @return whether the JDK must say when it ends; false inside another call, and where the stack is nearly used up
     */
    boolean begin() {
        if (inCall) {
            return false;
        }
        if (carrier.holds() != 0) {
            noteBegin();
            return true;
        }
        try {
            rehearseEnd(MARGIN);
        } catch (StackOverflowError e) {
            return false;
        }
        // A thread that makes one short call after another never unmounts. Without this announcement a driver might see
        // the carrier online each time it looks.
        carrier.announceUnmount();
        noteBegin();
        carrier.goOffline();
        return true;
    }

    private void rehearseEnd(int framesDeeper) {
        if (framesDeeper > 0) {
            rehearseEnd(framesDeeper - 1);
        } else {
            carrier.goOnline();
        }
    }

    private void noteBegin() {
        counts.add(CarrierCount.BLOCKING_CALLS);
        // Needs no pair: the watchdog looks again, and concludes nothing else from it.
        IN_CALL.setOpaque(this, true);
    }

    /**
     * The blocking call is over. Does nothing if there is none: the JDK calls this after each unmount, and the worker
     * before each mount, on which no thread is mounted then.
     */
    void end() {
        if (inCall) {
            carrier.goOnline();
            // Needs no pair: see noteBegin.
            IN_CALL.setOpaque(this, false);
        }
    }

    /** Whether the mounted thread is in a blocking call; a snapshot. Any thread. */
    boolean isInCall() {
        // Needs no pair: a snapshot.
        return (boolean) IN_CALL.getOpaque(this);
    }
}
