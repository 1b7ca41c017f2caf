// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.checked;

import java.time.Duration;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/**
 * The Java Flight Recorder event for a read section that lasts too long. It is emitted for a section that holds up a
 * stalled reclaimer and, in checked mode, for each section above the limit when it ends. Otherwise sections are not
 * timed, because that would slow down each read.
 */
@Name("dev.stillpoint.LongReadSection")
@Label("Long Read Section")
@Category({"Stillpoint", "Reclamation"})
@Description("A read section that memory waits for")
@Enabled(false)
@StackTrace(false)
public final class LongReadSectionEvent extends Event {

    @Label("Reader")
    String reader = "";

    @Label("Lasted")
    @Description("At least")
    @Timespan(Timespan.NANOSECONDS)
    long lasted;

    @Label("Ended")
    boolean ended;

    /**
     * Records such a section, if the event is enabled.
     *
     * @param reader the thread that reads
     * @param lasted for how long at least
     * @param ended whether the section has ended
     */
    public static void emit(String reader, Duration lasted, boolean ended) {
        LongReadSectionEvent event = new LongReadSectionEvent();
        if (event.shouldCommit()) {
            event.reader = reader;
            event.lasted = lasted.toNanos();
            event.ended = ended;
            event.commit();
        }
    }
}
