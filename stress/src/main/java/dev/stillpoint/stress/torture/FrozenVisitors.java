// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The visitors' counters once more, with a single stripe, and frozen. */
final class FrozenVisitors {

    private static final long PAUSE_NANOS = 20_000;

    private final boolean onePhaseShort;
    // driver writes
    private volatile int phase;
    private final AtomicLongArray enters = new AtomicLongArray(2);
    private final AtomicLongArray exits = new AtomicLongArray(2);

    FrozenVisitors(boolean onePhaseShort) {
        this.onePhaseShort = onePhaseShort;
    }

    /** Enters in the current phase, which is returned: it is to be left there. */
    int enter() {
        int seen = phase;
        enters.getAndIncrement(seen);
        VarHandle.fullFence();
        return seen;
    }

    void exit(int enteredPhase) {
        exits.getAndIncrement(enteredPhase);
    }

    /** Waits until all visitors that are inside have left, or gives up and returns false. */
    boolean drain(BooleanSupplier givesUp) {
        boolean latecomersLeft = awaitOtherPhase(givesUp);
        int current = phase;
        phase = 1 - current;
        VarHandle.fullFence();
        return latecomersLeft && (onePhaseShort || awaitOtherPhase(givesUp));
    }

    private boolean awaitOtherPhase(BooleanSupplier givesUp) {
        int other = 1 - phase;
        while (!isDrained(other)) {
            if (givesUp.getAsBoolean()) {
                return false;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return true;
    }

    private boolean isDrained(int drained) {
        long left = exits.get(drained);
        VarHandle.fullFence();
        return left == enters.get(drained);
    }
}
