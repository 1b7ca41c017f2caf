// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import org.jspecify.annotations.Nullable;

/** Opens to broken twins what is left of a demoted object. In its package for that alone. */
public final class Remains {

    private Remains() {
    }

    /** Demotes an object; null if it cannot be. */
    public static @Nullable Reclaimable of(Reclaimable object) {
        Reclaimable.Demoted demoted = object.demote();
        return demoted == null ? null : demoted.remains;
    }
}
