// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** The Java Flight Recorder event for a stall report. */
@Name("dev.stillpoint.Stall")
@Label("Stall")
@Category({"Stillpoint", "Reclamation"})
@Enabled(false)
@StackTrace(false)
final class StallEvent extends Event {

    @Label("Reclaimer")
    String reclaimer = "";

    @Label("Cause")
    String cause = "";

    @Label("Lasted")
    @Timespan(Timespan.MILLISECONDS)
    long lasted;

    @Label("Grace Period")
    long gracePeriod;

    @Label("Unreclaimed Bytes")
    @DataAmount
    long unreclaimedBytes;

    @Label("Unreclaimed Objects")
    long unreclaimedObjects;

    @Label("Saved Bytes")
    @DataAmount
    long savedBytes;

    @Label("Held Bytes")
    @DataAmount
    long heldBytes;

    @Label("Report")
    String report = "";

    static void emit(StallReport stall) {
        StallEvent event = new StallEvent();
        if (event.shouldCommit()) {
            event.reclaimer = stall.reclaimer();
            event.cause = stall.cause().name();
            event.lasted = stall.duration().toMillis();
            event.gracePeriod = stall.gracePeriod();
            event.unreclaimedBytes = stall.unreclaimedBytes();
            event.unreclaimedObjects = stall.unreclaimedObjects();
            event.savedBytes = stall.savedBytes();
            event.heldBytes = stall.heldBytes();
            event.report = stall.text();
            event.commit();
        }
    }
}
