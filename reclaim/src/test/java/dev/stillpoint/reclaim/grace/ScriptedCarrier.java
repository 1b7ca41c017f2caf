// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CarrierListener;
import dev.stillpoint.scheduler.carrier.Reader;
import dev.stillpoint.scheduler.fixture.PlayedRegisters;

/**
 * A carrier that a test plays: it does with the registers and the counts what the scheduler does at a mount and at an
 * unmount. One thread at a time.
 */
final class ScriptedCarrier {

    private final GracePeriods periods;
    private final PlayedRegisters registers = new PlayedRegisters();
    private final Carrier carrier;
    private final CarrierListener listener;

    private ScriptedCarrier(GracePeriods periods, String name) {
        this.periods = periods;
        carrier = new Carrier(name, registers);
        listener = periods.added(carrier);
    }

    /** A carrier that is known to {@code periods} and offline. */
    static ScriptedCarrier offline(GracePeriods periods, String name) {
        return new ScriptedCarrier(periods, name);
    }

    /** A carrier that is known to {@code periods} and takes part. */
    static ScriptedCarrier online(GracePeriods periods, String name) {
        ScriptedCarrier made = offline(periods, name);
        made.goOnline();
        return made;
    }

    void goOnline() {
        carrier.goOnline();
    }

    void goOffline() {
        carrier.goOffline();
    }

    /** The mounted thread opens a section, or one inside its section. */
    void enter() {
        periods.enter(carrier.registers());
    }

    /** The mounted thread closes its innermost section. */
    void leave() {
        carrier.registers().release();
    }

    /** The mounted thread, outside every section, leaves the carrier. */
    void unmount() {
        listener.unmounted();
    }

    /** The mounted thread leaves the carrier inside its section. */
    ParkedReader park() {
        ParkedReader reader = new ParkedReader();
        carrier.park(reader);
        listener.unmounted();
        return reader;
    }

    /** A parked reader mounts again. */
    void resume(ParkedReader reader) {
        carrier.resume(reader);
    }

    /** From now on this thread plays the carrier, and is the one that a driver stops. */
    void playedBy(Thread player) {
        registers.playedBy(player);
    }

    /** A whole section in one mount, and the unmount. */
    void readAndUnmount() {
        enter();
        leave();
        unmount();
    }

    /** The carrier's thread has ended. */
    void end() {
        carrier.goOffline();
        periods.removed(carrier);
    }

    Carrier carrier() {
        return carrier;
    }

    /** A reader that is unmounted. */
    static final class ParkedReader extends Reader {

        private final Thread thread = Thread.currentThread();

        @Override
        public Thread thread() {
            return thread;
        }
    }
}
