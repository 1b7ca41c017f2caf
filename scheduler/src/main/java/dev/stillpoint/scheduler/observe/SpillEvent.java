// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.observe;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A carrier's queue was full during the mount before. That carrier commits this event. */
@Name("dev.stillpoint.Spill")
@Label("Spill")
@Description("A carrier's queue was full and half of it went to the shared queue; the event's thread is the carrier")
@Category({"Stillpoint", "Scheduler"})
@StackTrace(false)
@Enabled(false)
public final class SpillEvent extends Event {

    @Label("Spills")
    final int spills;

    @Label("Tasks")
    final int tasks;

    private SpillEvent(int spills, int tasks) {
        this.spills = spills;
        this.tasks = tasks;
    }

    /** Commits an event if it is recorded. On the carrier's thread, with nothing mounted. */
    public static void emit(int spills, int tasks) {
        SpillEvent event = new SpillEvent(spills, tasks);
        if (event.shouldCommit()) {
            event.commit();
        }
    }
}
