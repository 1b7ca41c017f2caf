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

    /** How often the thread that closes a snapshot frees a version that an error has kept from it. */
    private static final int ATTEMPTS = 3;

    final T version;
    private final VersionClaims claims = new VersionClaims();
    private final Reclaimer reclaimer;
    /** Bytes of all versions of the reference that only snapshots keep alive. */
    private final AtomicLong keptBytes;
    // the writer sets it, before this is retired
    private long bytes;
    // the thread that frees: the version's bytes are among those that snapshots keep
    private boolean kept;
    // the thread that frees: the claim of the readers was the last one
    private boolean isUnclaimed;
    // the thread that frees: the version's own reclaim() was called
    private boolean begun;

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

    /**
     * Called when the grace period has ended: no section sees the version any more, but snapshots may. Each step is
     * noted without a call, so whoever goes on where an error struck does none of them twice.
     */
    @Override
    public void reclaim() throws Exception {
        if (!isUnclaimed) {
            if (!kept) {
                keptBytes.addAndGet(bytes);
                kept = true;
            }
            if (!claims.release()) {
                return;
            }
            isUnclaimed = true;
        }
        if (kept) {
            keptBytes.addAndGet(-bytes);
            kept = false;
        }
        free();
    }

    @Override
    public boolean isRepeatable() {
        return !begun || version.isRepeatable();
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
            reclaimer.retireWithoutWaiting(new Unclaimed());
        } catch (Throwable refused) {
            freeLogged();
        }
    }

    private void freeLogged() {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            try {
                freeOrReport();
                return;
            } catch (Throwable e) {
                if (attempt == ATTEMPTS || e instanceof StillInUseException) {
                    Reports.freeingAfterSnapshotFailed(version, e);
                    return;
                }
            }
        }
    }

    /** Frees the version, on which there is no claim any more. What it throws says that this can be called again. */
    private void freeOrReport() {
        try {
            free();
        } catch (StillInUseException e) {
            throw e;
        } catch (OutOfMemoryError | StackOverflowError e) {
            if (isRepeatable()) {
                throw e;
            }
            Reports.freeingAfterSnapshotFailed(version, e);
        } catch (Throwable e) {
            Reports.freeingAfterSnapshotFailed(version, e);
        }
    }

    /** What is retired when the last snapshot was closed. */
    private final class Unclaimed implements Reclaimable {

        @Override
        public void reclaim() {
            freeOrReport();
        }

        @Override
        public boolean isRepeatable() {
            return CountedVersion.this.isRepeatable();
        }

        @Override
        public long byteSize() {
            return bytes;
        }
    }

    private void free() throws Exception {
        if (CheckedMode.ENABLED) {
            RetireLedger.beginFreeing(version);
        }
        try {
            begun = true;
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
