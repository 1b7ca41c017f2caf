// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.jcstress;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import java.lang.invoke.VarHandle;

/**
 * The frozen kernel with the registers of its carrier, and a driver that looks at them: what forced quiescence does,
 * for broken twins that leave out a step of it.
 */
abstract class FrozenStops extends FrozenKernel {

    private static final VarHandle HOLDS = fieldVarHandle(lookup(), "holds", VarHandle.class, FrozenStops.class,
            int.class);

    // carrier writes
    @SuppressWarnings("UnusedVariable") // read through HOLDS
    private int holds;

    FrozenStops() {
        goOnline();
    }

    // -- the carrier

    /** Opens a section and reads the pointer. */
    Version open() {
        HOLDS.setOpaque(this, 1);
        VarHandle.loadLoadFence();
        enter();
        return current();
    }

    void close() {
        HOLDS.setRelease(this, 0);
    }

    /** The reader that is mounted parks; nobody announces, for it is a driver's look that is tried. */
    void parkSilently() {
        count(1);
        close();
    }

    /** The parked reader mounts: registers, then the count. */
    void mountReader() {
        HOLDS.setOpaque(this, 1);
        VarHandle.loadLoadFence();
        mountAgain();
    }

    // -- the driver

    int holds() {
        return (int) HOLDS.getAcquire(this);
    }

    /** What this twin takes for a look at a carrier that does not unmount. */
    abstract boolean looksQuiescent();

    @Override
    boolean isOfflineAndQuiescent() {
        return looksQuiescent();
    }
}
