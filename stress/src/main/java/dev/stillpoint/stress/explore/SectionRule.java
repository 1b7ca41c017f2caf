// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.explore;

import dev.stillpoint.reclaim.grace.GracePeriods;
import dev.stillpoint.scheduler.carrier.Registers;

/** How a thread on a carrier opens and closes read sections. */
@FunctionalInterface
interface SectionRule {

    /** What the library does. */
    SectionRule LIBRARY = (registers, periods, _) -> periods.enter(registers);

    /** The steps of {@code GracePeriods.enter}, frozen, with turns of others between them. */
    SectionRule STEPS = (registers, periods, turn) -> {
        if (registers.holds() != 0) {
            registers.hold();
            return;
        }
        registers.begin();
        turn.run();
        long requested = periods.requested();
        turn.run();
        registers.stamp(requested);
    };

    /** Opens a hold. A {@code turn} lets others act, without unmounting. */
    void open(Registers registers, GracePeriods periods, Runnable turn);

    /** Closes a hold. */
    default void close(Registers registers) {
        registers.release();
    }
}
