// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.jcstress;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.stillpoint.scheduler.carrier.Handshake;
import java.lang.invoke.VarHandle;

/**
 * One recorded visitor and a driver once more, and frozen: broken twins replace one of their steps. Where
 * {@code Visitor}, {@code VisitorRecords} and {@code RecordDrain} change, this stays. The driver has no patience.
 */
class FrozenRecords {

    private static final VarHandle HOLDS =
            fieldVarHandle(lookup(), "holds", VarHandle.class, FrozenRecords.class, int.class);
    private static final VarHandle SINCE =
            fieldVarHandle(lookup(), "since", VarHandle.class, FrozenRecords.class, long.class);
    static final VarHandle ASLEEP =
            fieldVarHandle(lookup(), "asleep", VarHandle.class, FrozenRecords.class, boolean.class);
    static final VarHandle LISTED =
            fieldVarHandle(lookup(), "listed", VarHandle.class, FrozenRecords.class, boolean.class);

    final Meeting meeting = new Meeting();

    // driver writes
    private volatile long requested;
    // visitor writes
    @SuppressWarnings("UnusedVariable") // read through HOLDS
    private int holds;
    // visitor writes
    @SuppressWarnings("UnusedVariable") // read through SINCE
    private long since;
    // visitor clears, driver sets
    boolean asleep;
    // driver only
    private boolean found;
    // visitor sets: whether drivers know of it
    boolean listed = true;
    // whom the driver stops
    private volatile Thread visitor = Thread.currentThread();

    // writer only
    private final Version old = new Version(Version.OLD);
    // writer writes, readers read
    private volatile Version current = old;

    // -- the visitor

    final void playedBy(Thread thread) {
        visitor = thread;
    }

    /** It is asleep, as one is that has not read yet. */
    final void beginAsleep() {
        asleep = true;
        found = true;
    }

    final void begin() {
        HOLDS.setOpaque(this, 1);
        VarHandle.loadLoadFence();
        if ((boolean) ASLEEP.getOpaque(this)) {
            wake();
        }
    }

    void wake() {
        ASLEEP.setVolatile(this, false);
        VarHandle.fullFence();
    }

    final long requested() {
        return requested;
    }

    final void stamp(long gracePeriod) {
        SINCE.setRelease(this, gracePeriod);
    }

    final void end() {
        HOLDS.setRelease(this, 0);
    }

    final Version current() {
        return current;
    }

    /** A whole section; returns what was read in it. */
    final String section() {
        begin();
        stamp(requested());
        Version found = current();
        Meeting.linger(2);
        String read = found.read();
        end();
        return read;
    }

    // -- the driver

    final void replaceAndFree() {
        current = new Version(Version.NEW);
        gracePeriod();
        old.free();
    }

    final void gracePeriod() {
        long number = requested + 1;
        VarHandle.fullFence();
        requested = number;
        VarHandle.fullFence();
        if (!isListed() || (found && (boolean) ASLEEP.getVolatile(this))) {
            return;
        }
        if (since() < number) {
            found = false;
            ASLEEP.setVolatile(this, true);
            stop();
            found = isFound();
            while (holds() != 0 && since() < number) {
                Thread.onSpinWait();
            }
        }
    }

    final boolean isListed() {
        return (boolean) LISTED.getVolatile(this);
    }

    void stop() {
        Handshake.with(visitor);
    }

    /** After the stop: whether it may sleep. */
    boolean isFound() {
        return holds() == 0;
    }

    final int holds() {
        return (int) HOLDS.getAcquire(this);
    }

    private long since() {
        return (long) SINCE.getAcquire(this);
    }
}
