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

/** The Java Flight Recorder event for demoted memory that was freed because nobody reached it any more. */
@Name("dev.stillpoint.DemotedFreed")
@Label("Demoted Memory Freed")
@Category({"Stillpoint", "Reclamation"})
@Description("The collector found demoted memory unreachable, and it was freed before its grace period had ended")
@Enabled(false)
@StackTrace(false)
final class FoundEvent extends Event {

    @Label("Reclaimer")
    String reclaimer = "";

    @Label("Objects")
    int objects;

    @Label("Saved Bytes")
    @Description("All that was freed so far in this way")
    @DataAmount
    long savedBytes;

    @Label("Held Bytes")
    @Description("All that is demoted and not yet freed")
    @DataAmount
    long heldBytes;

    @Label("Collections")
    @Description("How often the reclaimer has asked for a collection so far")
    long collections;

    static void emit(String reclaimer, int objects, long savedBytes, long heldBytes, long collections) {
        FoundEvent event = new FoundEvent();
        if (event.shouldCommit()) {
            event.reclaimer = reclaimer;
            event.objects = objects;
            event.savedBytes = savedBytes;
            event.heldBytes = heldBytes;
            event.collections = collections;
            event.commit();
        }
    }
}
