// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample.port;

import dev.stillpoint.reclaim.GuardScoped;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** What lies at a berth: a view of the port's memory. */
@GuardScoped
record Ship(MemorySegment bytes, int berth) {

    String name() {
        return bytes.getString(8);
    }

    int tons() {
        return bytes.get(ValueLayout.JAVA_INT, 0);
    }

    boolean isLarge() {
        return tons() > 10_000;
    }
}
