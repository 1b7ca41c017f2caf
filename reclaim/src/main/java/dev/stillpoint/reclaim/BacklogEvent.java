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

/** The Java Flight Recorder event for a backlog that crossed a limit. */
@Name("dev.stillpoint.Backlog")
@Label("Backlog")
@Category({"Stillpoint", "Reclamation"})
@Description("The backlog of a reclaimer crossed a limit, upwards or downwards")
@Enabled(false)
@StackTrace(false)
final class BacklogEvent extends Event {

    @Label("Reclaimer")
    String reclaimer = "";

    @Label("Pressure")
    String pressure = "";

    @Label("Bytes")
    @DataAmount
    long bytes;

    @Label("Objects")
    long objects;

    static void emit(String reclaimer, BacklogPressure pressure, long bytes, long objects) {
        BacklogEvent event = new BacklogEvent();
        if (event.shouldCommit()) {
            event.reclaimer = reclaimer;
            event.pressure = pressure.name();
            event.bytes = bytes;
            event.objects = objects;
            event.commit();
        }
    }
}
