// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides.migrate;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

// @start region="arena"
/** Before: an arena for each version. Closing it makes whoever still reads throw, and that one tries again. */
public final class ArenaPrices implements AutoCloseable {

    private volatile Version current;

    private record Version(Arena arena, MemorySegment cents) {

        static Version of(long... cents) {
            Arena arena = Arena.ofShared();
            return new Version(arena, arena.allocateFrom(JAVA_LONG, cents));
        }
    }

    public ArenaPrices(long... cents) {
        current = Version.of(cents);
    }

    public long cents(int article) {
        while (true) {
            Version version = current;
            try {
                return version.cents.getAtIndex(JAVA_LONG, article);
            } catch (IllegalStateException e) {
                if (version == current) {
                    throw e;
                }
            }
        }
    }

    public void replace(long... cents) {
        Version old = current;
        current = Version.of(cents);
        old.arena.close(); // stops every thread of the JVM for a moment
    }

    @Override
    public void close() {
        current.arena.close();
    }
}
// @end
