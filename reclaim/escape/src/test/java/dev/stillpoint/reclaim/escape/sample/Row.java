// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample;

import dev.stillpoint.reclaim.GuardScoped;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A view, which may hold what the guard protects because it says that it is guard-scoped itself. */
@GuardScoped
record Row(MemorySegment bytes) {

    int key() {
        return bytes.get(ValueLayout.JAVA_INT, 0);
    }

    MemorySegment tail() {
        return bytes.asSlice(4); // allowed
    }
}
