// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.checked.CheckedMode;
import dev.stillpoint.reclaim.checked.RetireLedger;
import dev.stillpoint.reclaim.claim.VersionClaims;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A published version and the claims on it. If snapshots are open when the version is unlinked, this object is retired
 * in its place. When its grace period has ended, the readers give up their claim, and the last of the remaining claims
 * frees the version.
 */
final class CountedVersion<T extends Reclaimable> implements Reclaimable {

    final T version;
    private final VersionClaims claims = new VersionClaims();
    private final Reclaimer reclaimer;
    /** Bytes of all versions of the reference that only snapshots keep alive. */
    private final AtomicLong keptBytes;
    // the writer sets it at the unlink, before anything is retired
    private long bytes;

    CountedVersion(T version, Reclaimer reclaimer, AtomicLong keptBytes) {
        this.version = version;
        this.reclaimer = reclaimer;
        this.keptBytes = keptBytes;
    }

    boolean tryClaim() {
        return claims.tryClaim();
    }

    /**
     * Returns what to retire now that the version is unlinked: the version itself, or this object, which waits for the
     * snapshots.
     */
    Reclaimable unlink(long versionBytes) {
        bytes = versionBytes;
        return claims.unlink() ? version : this;
    }

    /** Called when the grace period has ended: no section sees the version any more, but snapshots may. */
    @Override
    public void reclaim() throws Exception {
        keptBytes.addAndGet(bytes);
        if (claims.release()) {
            keptBytes.addAndGet(-bytes);
            free();
        }
    }

    @Override
    public long byteSize() {
        return bytes;
    }

    /**
     * Gives up the claim of a snapshot. The last one hands the version to the reclaimer's thread. If the reclaimer
     * accepts nothing more, the caller frees the version itself, which is safe because no claim is left.
     */
    void release() {
        if (!claims.release()) {
            return;
        }
        keptBytes.addAndGet(-bytes);
        try {
            reclaimer.retireNow(this::freeLogged, bytes);
        } catch (RuntimeException | OutOfMemoryError refused) {
            freeLogged();
        }
    }

    private void freeLogged() {
        try {
            free();
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
