// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import dev.stillpoint.scheduler.carrier.CarrierSubscriber;
import dev.stillpoint.scheduler.carrier.Registers;
import java.util.function.BooleanSupplier;

/** Grace periods as {@link OverlappingReaders} uses them: the library's, or a frozen copy with another rule. */
interface Periods {

    /** Who is to hear of carriers. */
    CarrierSubscriber subscriber();

    /** Opens a section. */
    void enter(Registers registers);

    /** Waits for one whole grace period, unless it is told to give up; says whether it has ended. */
    boolean passOne(BooleanSupplier givesUp);

    /** The library's own. */
    static Periods ofTheLibrary() {
        GracePeriods periods = new GracePeriods(new Visitors());
        return new Periods() {

            @Override
            public CarrierSubscriber subscriber() {
                return periods;
            }

            @Override
            public void enter(Registers registers) {
                periods.enter(registers);
            }

            @Override
            public boolean passOne(BooleanSupplier givesUp) {
                periods.driveTo(periods.next());
                return true;
            }
        };
    }
}
