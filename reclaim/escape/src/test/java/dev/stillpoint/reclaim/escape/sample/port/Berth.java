// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample.port;

import dev.stillpoint.reclaim.GuardScoped;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A place for a ship: a view of the quay's memory. */
@GuardScoped
sealed interface Berth {

    /** What a berth is made of. */
    enum Kind {
        WALL, BUOY
    }

    MemorySegment bytes();

    int number();

    Kind kind();

    default int depth() {
        return bytes().get(ValueLayout.JAVA_INT, 0);
    }

    default String name() {
        return bytes().getString(8);
    }

    /** With a wall to land on. */
    record Wall(MemorySegment bytes, int number) implements Berth {

        @Override
        public Kind kind() {
            return Kind.WALL;
        }

        int bollards() {
            return bytes.get(ValueLayout.JAVA_INT, 4);
        }
    }

    /** Out on the water. */
    record Buoy(MemorySegment bytes, int number) implements Berth {

        @Override
        public Kind kind() {
            return Kind.BUOY;
        }

        int chain() {
            return bytes.get(ValueLayout.JAVA_INT, 4);
        }
    }
}
