// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The Java Flight Recorder event for what was demoted behind a stalled reader. */
@Name("dev.stillpoint.Demotion")
@Label("Demotion")
@Category({"Stillpoint", "Reclamation"})
@Description("Retired memory that waits behind a stalled reader was left to the collector")
@Enabled(false)
@StackTrace(false)
final class DemotionEvent extends Event {

    @Label("Reclaimer")
    String reclaimer = "";

    @Label("Objects")
    long objects;

    @Label("Bytes")
    @DataAmount
    long bytes;

    @Label("Held Bytes")
    @Description("All that is demoted and not yet freed")
    @DataAmount
    long heldBytes;

    /** Tells nothing if nothing was demoted. */
    static void emit(String reclaimer, long objects, long bytes, long heldBytes) {
        if (objects == 0) {
            return;
        }
        DemotionEvent event = new DemotionEvent();
        if (event.shouldCommit()) {
            event.reclaimer = reclaimer;
            event.objects = objects;
            event.bytes = bytes;
            event.heldBytes = heldBytes;
            event.commit();
        }
    }
}
