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

    final Version current() {
        return current;
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
