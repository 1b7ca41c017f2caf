// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The Java Flight Recorder event for a batch that was freed. */
@Name("dev.stillpoint.Reclaim")
@Label("Reclaim Batch")
@Category({"Stillpoint", "Reclamation"})
@Enabled(false)
@StackTrace(false)
final class ReclaimEvent extends Event {

    @Label("Reclaimer")
    String reclaimer = "";

    @Label("Objects")
    int objects;

    @Label("Bytes")
    @DataAmount
    long bytes;

    static void emit(String reclaimer, int objects, long bytes) {
        ReclaimEvent event = new ReclaimEvent();
        if (event.shouldCommit()) {
            event.reclaimer = reclaimer;
            event.objects = objects;
            event.bytes = bytes;
            event.commit();
        }
    }
}
