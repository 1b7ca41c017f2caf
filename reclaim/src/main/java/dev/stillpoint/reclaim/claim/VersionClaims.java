// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.claim;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import java.lang.invoke.VarHandle;

/** Counts the claims on one version: one for all readers of its reference, and one for each open snapshot. */
public final class VersionClaims {

    /*
     * What it is. A reference count that cannot be raised from zero. This object is on the Java heap, so a thread that
     * finds it may ask even long after the version was freed: taking a claim needs no read section.
     *
     * State.
     *   claims   any thread, CAS and add. 1 for the readers in sections + the number of open snapshots; 0 for ever once
     *            the version may be freed.
     *
     *   n -> n + 1      // tryClaim(), n > 0
     *   n -> n - 1      // release(): a snapshot is closed, or the grace period after the unlink has ended
     *   1 -> 0          // tryEnd(): no snapshot is open, so only the readers have a claim
     *
     * Invariants.
     *   I1  Exactly one call reports that the version is to be freed: the release() that makes claims zero. Zero is
     *       never left, and each claim is released once.
     *   I2  Whoever holds a claim finds the version alive: its claim is part of the sum, which therefore is not zero.
     *   I3  When release() makes claims zero, the readers' claim was released before or by it, so a grace period has
     *       ended since the unlink: nobody is left, and the version may be freed on the spot. After tryEnd() that is
     *       not so: readers may be left, and whoever called it sees to them.
     *
     * Ordering. Every change is a volatile read-modify-write of one variable. All changes before the last one
     *   happen-before it, and so do the reads of the claims' holders. Hence these happen-before the freeing.
     *
     * Progress. release is wait-free, tryClaim is lock-free.
     */

    private static final VarHandle CLAIMS = fieldVarHandle(lookup(), "claims", VarHandle.class, VersionClaims.class,
            long.class);

    // any thread, CAS and add
    private volatile long claims = 1;

    /** Creates the claims on a version that is about to be published: only that of its readers. */
    public VersionClaims() {
    }

    /**
     * Takes a claim for a snapshot.
     *
     * @return false if the version may be freed already; from then on it is always false
     */
    public boolean tryClaim() {
        while (true) {
            long seen = claims;
            if (seen == 0) {
                return false;
            }
            // Pairs with VersionClaims.release: no claim is added to zero (I1).
            if (CLAIMS.compareAndSet(this, seen, seen + 1)) {
                return true;
            }
        }
    }

    /**
     * Gives a claim up: a snapshot's, or the readers' after the grace period.
     *
     * @return true if it was the last one: free the version now
     */
    public boolean release() {
        // Pairs with itself in other calls of VersionClaims.release: the reads of all claims' holders are done before
        // the last call frees.
        return (long) CLAIMS.getAndAdd(this, -1L) == 1;
    }

    /**
     * Gives up the readers' claim before the grace period has ended, if no snapshot is open. From then on none can be
     * taken, and the caller alone decides when the version is freed.
     *
     * @return whether it was given up
     */
    public boolean tryEnd() {
        // Pairs with VersionClaims.tryClaim: either no snapshot is open and none can be taken, or nothing is changed.
        return CLAIMS.compareAndSet(this, 1L, 0L);
    }

    /** The count at this moment, for messages. */
    public long count() {
        return claims;
    }
}
