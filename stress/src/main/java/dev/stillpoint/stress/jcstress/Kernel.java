package dev.stillpoint.stress.jcstress;

import dev.stillpoint.reclaim.grace.GracePeriods;
import dev.stillpoint.reclaim.grace.QuiescenceRule;
import dev.stillpoint.reclaim.grace.Visitors;
import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CarrierListener;

/** The real grace periods with one carrier, which an actor plays, and one pointer that a writer replaces. */
class Kernel {

    final Meeting meeting = new Meeting();
    final Carrier carrier = new Carrier("carrier");
    final GracePeriods periods;
    final CarrierListener announcements;

    // writer only
    private final Version old = new Version(Version.OLD);
    // writer writes, readers read
    private volatile Version current = old;
    // carrier only: registers of the parked reader
    private int savedHolds;
    // carrier only: registers of the parked reader
    private long savedSince;

    Kernel(QuiescenceRule rule) {
        periods = new GracePeriods(rule, new Visitors(1));
        announcements = periods.added(carrier);
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

    /**
     * The mounted reader parks inside its section, as {@code ContextSwitch.HOME} does it, and the carrier announces.
     */
    void park() {
        savedHolds = carrier.holds();
        savedSince = carrier.since();
        carrier.countParked(savedSince, 1);
        carrier.registers().clear();
        announcements.unmounted();
    }

    /** The parked reader mounts again. */
    void mountAgain() {
        carrier.registers().restore(savedHolds, savedSince);
        carrier.countComeback();
        carrier.countParked(savedSince, -1);
    }
}
