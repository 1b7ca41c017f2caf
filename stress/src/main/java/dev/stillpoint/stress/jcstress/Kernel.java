// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.jcstress;

import dev.stillpoint.reclaim.grace.GracePeriods;
import dev.stillpoint.reclaim.grace.Membarrier;
import dev.stillpoint.reclaim.grace.Visitors;
import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CarrierListener;
import dev.stillpoint.scheduler.carrier.Reader;
import dev.stillpoint.scheduler.fixture.PlayedRegisters;

/** The real grace periods with one carrier, which an actor plays, and one pointer that a writer replaces. */
class Kernel {

    final Meeting meeting = new Meeting();
    final PlayedRegisters registers = new PlayedRegisters();
    final Carrier carrier = new Carrier("carrier", registers);
    final GracePeriods periods;
    final CarrierListener announcements;

    // writer only
    private final Version old = new Version(Version.OLD);
    // writer writes, readers read
    private volatile Version current = old;
    final Reader reader = new Reader() {

        private final Thread thread = Thread.currentThread();

        @Override
        public Thread thread() {
            return thread;
        }
    };

    Kernel() {
        this(new GracePeriods(new Visitors(1)));
    }

    private Kernel(GracePeriods periods) {
        this.periods = periods;
        announcements = periods.added(carrier);
    }

    /** The same with a driver that cuts instead of stopping, where the system lets it. The carrier is online. */
    static class Cutting extends Kernel {

        static {
            Membarrier.ofProcess().link();
        }

        Cutting() {
            super(new GracePeriods(new Visitors(1), Membarrier.ofProcess()));
            carrier.goOnline();
        }
    }

    // -- the writer

    /** Unlinks the old version, waits for a grace period that starts afterwards, and frees it. */
    void replaceAndFree() {
        current = new Version(Version.NEW);
        gracePeriod();
        old.free();
    }

    void gracePeriod() {
        periods.driveTo(periods.next());
    }

    /** The same, though the carrier does not unmount: it is stopped and looked at. */
    void replaceAndFreeByForce() {
        current = new Version(Version.NEW);
        long gracePeriod = periods.next();
        periods.expedite(gracePeriod);
        periods.driveTo(gracePeriod);
        old.free();
    }

    // -- the reader

    Version current() {
        return current;
    }

    /** The mounted reader parks inside its section, and the carrier announces. */
    void park() {
        carrier.park(reader);
        announcements.unmounted();
    }

    /** The parked reader mounts again. */
    void mountAgain() {
        carrier.resume(reader);
    }
}
