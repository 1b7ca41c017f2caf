// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.jcstress;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import java.lang.invoke.VarHandle;

/**
 * The kernel once more, reduced to one carrier that plays no visitors, and frozen: broken twins replace one of its
 * steps. Its steps are those of {@code Carrier}, {@code CarrierRecord} and {@code GracePeriods}; where these change,
 * this stays.
 */
class FrozenKernel {

    private static final VarHandle OBSERVED = fieldVarHandle(lookup(), "observed", VarHandle.class, FrozenKernel.class,
            long.class);
    static final VarHandle PRESENCE = fieldVarHandle(lookup(), "presence", VarHandle.class, FrozenKernel.class,
            int.class);
    private static final VarHandle PARKED = fieldVarHandle(lookup(), "parked", VarHandle.class, FrozenKernel.class,
            int.class);

    final Meeting meeting = new Meeting();

    // driver writes
    private volatile long requested;
    // carrier writes, release
    private long observed;
    // carrier writes
    int presence;
    // carrier writes; the stories park one reader, with the stamp 0
    @SuppressWarnings("UnusedVariable") // read through PARKED
    private int parked;

    // writer only
    private final Version old = new Version(Version.OLD);
    // writer writes, readers read
    private volatile Version current = old;

    // -- the carrier

    void goOnline() {
        PRESENCE.setVolatile(this, presence + 1);
        VarHandle.fullFence();
    }

    void goOffline() {
        PRESENCE.setRelease(this, presence + 1);
    }

    /** Reads what a section reads when it opens. Its hold is not modelled: the carrier looks at nothing meanwhile. */
    long enter() {
        return requested;
    }

    Version current() {
        return current;
    }

    void park() {
        count(1);
        unmounted();
    }

    void count(int parkedReaders) {
        PARKED.setOpaque(this, parkedReaders);
    }

    void mountAgain() {
        count(0);
    }

    void unmounted() {
        long number = requested;
        if (observed != number && (int) PARKED.getOpaque(this) == 0) {
            OBSERVED.setRelease(this, number);
        }
    }

    // -- the driver

    void replaceAndFree() {
        unlink();
        awaitEnd(publish());
        free();
    }

    void unlink() {
        current = new Version(Version.NEW);
        VarHandle.fullFence();
    }

    long publish() {
        long number = requested + 1;
        VarHandle.fullFence();
        requested = number;
        VarHandle.fullFence();
        return number;
    }

    void awaitEnd(long number) {
        while ((long) OBSERVED.getAcquire(this) < number && !isOfflineAndQuiescent()) {
            Thread.onSpinWait();
        }
    }

    void free() {
        old.free();
    }

    boolean isOfflineAndQuiescent() {
        int before = presence();
        if ((before & 1) != 0) {
            return false;
        }
        boolean quiescent = nobodyParked();
        VarHandle.loadLoadFence();
        return quiescent && presence() == before;
    }

    int presence() {
        return (int) PRESENCE.getAcquire(this);
    }

    boolean nobodyParked() {
        return (int) PARKED.getOpaque(this) == 0;
    }
}
