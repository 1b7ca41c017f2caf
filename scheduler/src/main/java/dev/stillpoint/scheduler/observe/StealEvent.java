// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.observe;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A carrier took tasks from other carriers. That carrier commits this event. */
@Name("dev.stillpoint.Steal")
@Label("Steal")
@Description("A carrier took tasks from another one's queue; the event's thread is the carrier that took them")
@Category({"Stillpoint", "Scheduler"})
@StackTrace(false)
@Enabled(false)
public final class StealEvent extends Event {

    @Label("Steals")
    final int steals;

    @Label("Tasks")
    final int tasks;

    private StealEvent(int steals, int tasks) {
        this.steals = steals;
        this.tasks = tasks;
    }

    /** Commits an event if it is recorded. On the carrier's thread, with nothing mounted. */
    public static void emit(int steals, int tasks) {
        StealEvent event = new StealEvent(steals, tasks);
        if (event.shouldCommit()) {
            event.commit();
        }
    }
}
