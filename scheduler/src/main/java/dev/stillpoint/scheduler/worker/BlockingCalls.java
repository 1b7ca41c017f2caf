package dev.stillpoint.scheduler.worker;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.observe.CarrierCount;
import dev.stillpoint.scheduler.observe.CarrierCounts;
import java.lang.invoke.VarHandle;

/**
 * The blocking calls of the threads that are mounted on one carrier, as the JDK announces them: some file operations,
 * process streams and the lookup of host names. All methods are for the carrier's thread, with a thread mounted, but
 * where they say otherwise; none of them blocks.
 */
final class BlockingCalls {

    /*
     * Compensation. A call that lasts is noticed by the watchdog, which lets a spare carrier take this one's place; one
     * that is over within a millisecond costs a few stores.
     *
     * Grace periods. A carrier whose thread blocks outside any read section counts as offline, though a thread is
     * mounted:
     *
     *   - The thread holds nothing, so parked counts every reader whose home this is (Carrier, I2, with no exception):
     *     what is announced is a quiescent state, and the counts that a driver reads are exact.
     *   - They stay so until the call ends. parked and the registers are changed by this carrier's thread only, and
     *     what it executes meanwhile is the JDK's native call, which opens no section and unmounts nobody (Carrier,
     *     I3).
     *   - Should the thread park in between after all, the JDK ends the call itself, on the carrier, right after the
     *     unmount (VirtualThread.afterYield): before the registers are kept and before anybody else is mounted.
     *   - Going online again is what it is before a mount: volatile store, full fence, and only then user code. Its
     *     next section sees every grace period whose driver took the carrier for offline.
     *
     * A thread that blocks inside a section leaves its carrier online: it is a reader, and is waited for.
     */

    private static final VarHandle IN_CALL = fieldVarHandle(lookup(), "inCall", VarHandle.class, BlockingCalls.class,
            boolean.class);

    private final Carrier carrier;
    private final CarrierCounts counts;
    // carrier writes, opaque; the watchdog reads
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
     * @return whether it must be ended; false inside another one
     */
    boolean begin() {
        if (inCall) {
            return false;
        }
        counts.add(CarrierCount.BLOCKING_CALLS);
        if (carrier.holds() == 0) {
            // A thread that makes one short call after the other never unmounts, and a driver might always look when
            // the carrier is online.
            carrier.announceUnmount();
            carrier.goOffline();
            offline = true;
        }
        // Needs no pair: the watchdog looks again, and concludes nothing else from it.
        IN_CALL.setOpaque(this, true);
        return true;
    }

    /** The blocking call is over. Nothing happens if there is none: the JDK says so after each unmount. */
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
