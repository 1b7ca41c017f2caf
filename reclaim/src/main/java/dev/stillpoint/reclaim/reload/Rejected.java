// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.reload;

import dev.stillpoint.reclaim.Reclaimable;

/** Frees what was made from a file and never came into service, so that no reader has seen it. */
final class Rejected {

    private Rejected() {
    }

    /** Frees it. If that fails, {@code reason}, for which it was rejected, tells that too. */
    static void free(Reclaimable rejected, Throwable reason) {
        try {
            rejected.reclaim();
        } catch (Throwable e) {
            if (e != reason) {
                reason.addSuppressed(e);
            }
        }
    }
}
