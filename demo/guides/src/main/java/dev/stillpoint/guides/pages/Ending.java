// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides.pages;

import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.scheduler.CarrierScheduler;
import java.time.Duration;

/** {@code docs/shutdown.md}: the end of a service that may not wait for ever. */
public final class Ending {

    private Ending() {
    }

    // @start region="ending"
    /** Returns whether everything is freed. What is not is freed when its readers have left. */
    static boolean end(CarrierScheduler scheduler, QsbrReference<?> table, Reclaimer reclaimer, Duration patience) {
        if (!scheduler.close(patience)) { // threads may finish what they do
            scheduler.shutdownNow(); // the others are interrupted
            scheduler.close(patience); // who ignores that is left behind
        }
        table.close(); // retires the last version
        return reclaimer.close(patience);
    }
    // @end
}
