// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.jcstress;

import dev.stillpoint.reclaim.grace.GracePeriods;
import dev.stillpoint.reclaim.grace.Visitor;
import dev.stillpoint.reclaim.grace.Visitors;

/** The real grace periods without carriers, with drivers that have no patience, and one pointer. */
class RecordKernel {

    final Meeting meeting = new Meeting();
    final GracePeriods periods = new GracePeriods(new Visitors(1, 0, true));

    // writer only
    private final Version old = new Version(Version.OLD);
    // writer writes, readers read
    private volatile Version current = old;

    RecordKernel() {
    }

    /** The calling actor's record; it is made by the first call, and asleep. */
    final Visitor self() {
        return periods.registry().of(Thread.currentThread());
    }

    /** The same, of an actor that has read before, and so is awake. */
    final Visitor awakeSelf() {
        Visitor self = self();
        periods.enter(self);
        periods.exit(self);
        return self;
    }

    /** A whole section that lasts for so many rounds; returns what was read in it. */
    final String section(Visitor self, int rounds) {
        periods.enter(self);
        Version found = current;
        Meeting.linger(rounds);
        String read = found.read();
        periods.exit(self);
        return read;
    }

    final void replaceAndFree() {
        current = new Version(Version.NEW);
        gracePeriod();
        old.free();
    }

    final void gracePeriod() {
        periods.driveTo(periods.next());
    }
}
