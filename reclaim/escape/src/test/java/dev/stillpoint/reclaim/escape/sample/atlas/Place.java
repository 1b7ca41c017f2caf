// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample.atlas;

import dev.stillpoint.reclaim.GuardScoped;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** What a map shows: a view of the atlas's memory. */
@GuardScoped
sealed interface Place {

    MemorySegment bytes();

    default String name() {
        return bytes().getString(8);
    }

    /** A place with people in it. */
    record Town(MemorySegment bytes) implements Place {

        int people() {
            return bytes.get(ValueLayout.JAVA_INT, 0);
        }
    }

    /** A line through the map. */
    record River(MemorySegment bytes, int from, int to) implements Place {

        int length() {
            return to - from;
        }
    }
}
