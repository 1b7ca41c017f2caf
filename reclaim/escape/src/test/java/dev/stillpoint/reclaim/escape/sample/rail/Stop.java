// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample.rail;

import dev.stillpoint.reclaim.GuardScoped;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** One stop of one train: a view of the timetable's memory. */
@GuardScoped
record Stop(MemorySegment bytes) {

    int minutes() {
        return bytes.get(ValueLayout.JAVA_INT, 0);
    }

    String station() {
        return bytes.getString(8);
    }

    boolean isLate(int minutes) {
        return minutes() < minutes;
    }
}
