// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.violation;

import dev.stillpoint.reclaim.ReadGuard;
import java.util.List;
import java.util.Optional;

/** Guards in signatures, where nobody expects them. */
public final class HandsOutGuards {

    private HandsOutGuards() {
    }

    /** Takes several. */
    public static int count(List<? extends ReadGuard> guards) {
        return guards.size();
    }

    /** Returns one. */
    public static Optional<ReadGuard> find() {
        return Optional.empty();
    }

    static int inside(ReadGuard guard) {
        return guard.hashCode();
    }
}
