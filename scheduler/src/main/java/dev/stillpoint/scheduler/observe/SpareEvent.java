// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.observe;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Spare carriers took the place of others. The watchdog that sent them commits this event. */
@Name("dev.stillpoint.Spare")
@Label("Spare Carriers")
@Description("Spare carriers took the place of carriers that could not run others; the event's thread is the watchdog")
@Category({"Stillpoint", "Scheduler"})
@StackTrace(false)
@Enabled(false)
public final class SpareEvent extends Event {

    @Label("Compensations")
    @Description("Spares for carriers whose threads were in blocking calls")
    final int compensations;

    @Label("Rescues")
    @Description("Spares for carriers that were stuck in one mount in any other way")
    final int rescues;

    @Label("Active Carriers")
    final int active;

    private SpareEvent(int compensations, int rescues, int active) {
        this.compensations = compensations;
        this.rescues = rescues;
        this.active = active;
    }

    /** Commits an event if it is recorded. On the watchdog's thread. */
    public static void emit(int compensations, int rescues, int active) {
        SpareEvent event = new SpareEvent(compensations, rescues, active);
        if (event.shouldCommit()) {
            event.commit();
        }
    }
}
