// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.checked.LongReadSectionEvent;
import dev.stillpoint.reclaim.grace.GracePeriods;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;

/** The reclaimers' Flight Recorder events. */
final class ReclaimEvents {

    private ReclaimEvents() {
    }

    /**
     * Initialises their classes, which makes the JDK register them. To be called while there is memory and stack: the
     * JVM remembers an error in an initialiser for ever, and whoever emits the event would fail each time.
     */
    static void prepare() {
        // Prepares its own.
        GracePeriods.process();
        Lookup lookup = MethodHandles.lookup();
        try {
            lookup.ensureInitialized(ReclaimEvent.class);
            lookup.ensureInitialized(BacklogEvent.class);
            lookup.ensureInitialized(StallEvent.class);
            lookup.ensureInitialized(DemotionEvent.class);
            lookup.ensureInitialized(FoundEvent.class);
            lookup.ensureInitialized(LongReadSectionEvent.class);
        } catch (IllegalAccessException e) {
            throw new AssertionError("they are accessible here", e);
        }
    }
}
