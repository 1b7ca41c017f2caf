// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample.shop;

import dev.stillpoint.reclaim.GuardScoped;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** One product of the catalogue: a view. */
@GuardScoped
record Product(MemorySegment bytes) {

    int id() {
        return bytes.get(ValueLayout.JAVA_INT, 0);
    }

    long cents() {
        return bytes.get(ValueLayout.JAVA_LONG, 8);
    }

    String title() {
        return bytes.getString(32);
    }

    MemorySegment picture() {
        return bytes.asSlice(64);
    }
}
