// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.jcstress;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * The visitors' counters once more, with a single stripe, and frozen: broken twins replace one of their steps. Where
 * {@code Visitors} and {@code VisitorDrain} change, this stays.
 */
class FrozenVisitorKernel {

    final Meeting meeting = new Meeting();

    // driver writes
    private volatile int phase;
    private final AtomicIntegerArray enters = new AtomicIntegerArray(2);
    private final AtomicIntegerArray exits = new AtomicIntegerArray(2);

    // writer only
    private final Version old = new Version(Version.OLD);
    // writer writes, readers read
    private volatile Version current = old;

    // -- visitors: to enter is to read the phase and then to be counted there

    final int phase() {
        return phase;
    }

    final void enter(int seenPhase) {
        enters.getAndIncrement(seenPhase);
        VarHandle.fullFence();
    }

    final void exit(int enteredPhase) {
        exits.getAndIncrement(enteredPhase);
    }

    final Version current() {
        return current;
    }

    // -- the driver

    final void replaceAndFree() {
        current = new Version(Version.NEW);
        VarHandle.fullFence();
        drain();
        old.free();
    }

    void drain() {
        awaitOtherPhase();
        flip();
        awaitOtherPhase();
    }

    final void flip() {
        int current = phase;
        phase = 1 - current;
        VarHandle.fullFence();
    }

    final void awaitOtherPhase() {
        int other = 1 - phase;
        while (!isDrained(other)) {
            Thread.onSpinWait();
        }
    }

    boolean isDrained(int drained) {
        int left = exits(drained);
        VarHandle.fullFence();
        return left == enters(drained);
    }

    final int exits(int counted) {
        return exits.get(counted);
    }

    final int enters(int counted) {
        return enters.get(counted);
    }
}
