// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import org.jspecify.annotations.Nullable;

/**
 * An entry of a {@link RetireInbox}: an object that is retired, or will be. A writer that swaps versions puts the entry
 * in before the swap, because afterwards nothing may fail.
 */
final class Retired {

    /*
     * A promised entry is decided by its writer, once, by plain stores that cannot fail; until then the reclaimer keeps
     * it aside.
     *
     *   PROMISED -> RETIRED    // isPromised = false, after the unlink
     *   PROMISED -> WITHDRAWN  // isWithdrawn = true, then isPromised = false: nothing was unlinked
     *
     * Ordering. isPromised is volatile: the reclaimer that reads false sees the unlink, or the withdrawal.
     */

    /** How often one object may end in an error before it counts as failed. */
    static final int MOST_ERRORS = 10;

    final Reclaimable object;
    final long bytes;

    // the writer clears it, the reclaimer reads
    volatile boolean isPromised;
    // the writer, before it clears isPromised
    boolean isWithdrawn;

    // in the inbox: the entry below; set before the push. Once taken: the next one in the reclaimer's list, which alone
    // writes then
    @Nullable Retired next;
    // how many entries there are from here down; set before the push
    int count;
    // their bytes; set before the push
    long totalBytes;

    private Retired(Reclaimable object, long bytes) {
        this.object = object;
        this.bytes = bytes;
    }

    /** An entry for an object that is unlinked. */
    static Retired of(Reclaimable object, long bytes) {
        return new Retired(object, bytes);
    }

    /** An entry for an object that is about to be unlinked. */
    static Retired promised(Reclaimable object, long bytes) {
        Retired entry = new Retired(object, bytes);
        entry.isPromised = true;
        return entry;
    }

    /** Places this entry, which is not pushed yet, on top of another. */
    void placeOn(@Nullable Retired below) {
        next = below;
        count = below == null ? 1 : below.count + 1;
        totalBytes = below == null ? bytes : below.totalBytes + bytes;
    }

    /** Whether the object says that it can be freed again after an error. */
    static boolean isRepeatable(Reclaimable object) {
        try {
            return object.isRepeatable();
        } catch (Throwable e) {
            // Nobody knows. Memory that is lost is better than memory that is freed twice.
            return false;
        }
    }
}
