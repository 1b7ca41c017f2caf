// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.checked.CheckedMode;
import dev.stillpoint.reclaim.checked.RetireLedger;
import dev.stillpoint.reclaim.claim.VersionClaims;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A published version and the claims on it. It is retired in the version's place. When its grace period has ended, the
 * readers give up their claim, and the last of the claims frees the version: theirs, or that of a snapshot.
 */
final class CountedVersion<T extends Reclaimable> implements Reclaimable, Reports.StandIn {

    final T version;
    private final VersionClaims claims = new VersionClaims();
    private final Reclaimer reclaimer;
    /** Bytes of all versions of the reference that only snapshots keep alive. */
    private final AtomicLong keptBytes;
    // the writer sets it, before this is retired
    private long bytes;
    // the thread that frees: the claim of the readers was the last one
    private boolean isUnclaimed;

    CountedVersion(T version, Reclaimer reclaimer, AtomicLong keptBytes) {
        this.version = version;
        this.reclaimer = reclaimer;
        this.keptBytes = keptBytes;
    }

    /**
     * Notes how large the version is, which is about to be retired.
     *
     * @return the size
     * @throws IllegalArgumentException if it is out of range
     */
    long measure() {
        bytes = Reclaimer.sizeOf(version);
        return bytes;
    }

    @Override
    public Reclaimable original() {
        return version;
    }

    boolean tryClaim() {
        return claims.tryClaim();
    }

    /** Called when the grace period has ended: no section sees the version any more, but snapshots may. */
    @Override
    public void reclaim() throws Exception {
        if (!isUnclaimed) {
            keptBytes.addAndGet(bytes);
            if (!claims.release()) {
                return;
            }
            keptBytes.addAndGet(-bytes);
            isUnclaimed = true;
        }
        free();
    }

    @Override
    public long byteSize() {
        return bytes;
    }

    /**
     * Gives up the claim of a snapshot. The last one hands the version to the reclaimer's thread. If the reclaimer
     * accepts nothing more, the caller frees the version itself, which is safe because no claim is left. If this
     * throws, the claim is not given up.
     */
    void release() {
        if (!claims.release()) {
            return;
        }
        try {
            keptBytes.addAndGet(-bytes);
            reclaimer.retireWithoutWaiting(this::freeUnlessInUse, bytes);
        } catch (Throwable refused) {
            freeLogged();
        }
    }

    private void freeLogged() {
        try {
            freeUnlessInUse();
        } catch (StillInUseException e) {
            Reports.freeingAfterSnapshotFailed(version, e);
        }
    }

    private void freeUnlessInUse() {
        try {
            free();
        } catch (StillInUseException e) {
            throw e;
        } catch (Throwable e) {
            Reports.freeingAfterSnapshotFailed(version, e);
        }
    }

    private void free() throws Exception {
        if (CheckedMode.ENABLED) {
            RetireLedger.beginFreeing(version);
        }
        try {
            version.reclaim();
        } finally {
            if (CheckedMode.ENABLED) {
                RetireLedger.endFreeing();
            }
        }
    }

    @Override
    public String toString() {
        return "%s, kept by %d snapshots".formatted(version, Math.max(0, claims.count() - 1));
    }
}
