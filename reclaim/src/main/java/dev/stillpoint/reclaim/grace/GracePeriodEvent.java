// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** The Java Flight Recorder event for a grace period that has ended. */
@Name("dev.stillpoint.GracePeriod")
@Label("Grace Period")
@Category({"Stillpoint", "Reclamation"})
@Description("From its publication until the last older reader was gone")
@Enabled(false)
@StackTrace(false)
final class GracePeriodEvent extends Event {

    @Label("Number")
    long number;

    @Label("Length")
    @Timespan(Timespan.NANOSECONDS)
    long length;

    @Label("Stops")
    @Description("How often a carrier was stopped to look at it")
    int stops;

    /** Initialises this class, if it was not. */
    static void prepare() {
        // To call it is enough.
    }

    static void emit(PendingGracePeriod ended) {
        GracePeriodEvent event = new GracePeriodEvent();
        if (event.shouldCommit()) {
            event.number = ended.number();
            event.length = ended.nanos();
            event.stops = ended.stops();
            event.commit();
        }
    }
}
