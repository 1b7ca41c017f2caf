// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.checked.CheckedMode;
import dev.stillpoint.reclaim.checked.RetireLedger;
import dev.stillpoint.reclaim.claim.VersionClaims;
import dev.stillpoint.scheduler.support.RepeatedAttempts;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

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
    // whoever gave up the last claim, or the readers' with nobody else's left: so it frees, and goes on where an error
    // struck
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
        settleKeptBytes();
        free();
    }

    private void settleKeptBytes() {
        if (kept) {
            keptBytes.addAndGet(-bytes);
            kept = false;
        }
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
     * Demotes the version, unless a snapshot keeps it. From then on nobody can take one; who wants one takes the
     * current version's.
     */
    @Override
    public @Nullable Demoted demote() {
        if (!isUnclaimed) {
            if (kept || !claims.tryEnd()) {
                return null;
            }
            isUnclaimed = true;
        }
        return version.demote();
    }

    /**
     * Gives up the claim of a snapshot. The last one hands the version to the reclaimer's thread. If the reclaimer
     * accepts nothing more, the caller frees the version itself, which is safe because no claim is left; if its memory
     * is still in use, a thread of its own waits for that. If this throws, call it again: it goes on where the error
     * struck, and frees nothing twice.
     */
    void release() {
        if (!isUnclaimed) {
            if (!claims.release()) {
                return;
            }
            isUnclaimed = true;
        }
        if (!isRepeatable()) {
            return;
        }
        try {
            settleKeptBytes();
            reclaimer.retireWithoutWaiting(new Unclaimed());
        } catch (Throwable refused) {
            freeLogged();
        }
    }

    private void freeLogged() {
        Throwable failure = null;
        boolean again = true;
        for (int attempt = 0; again && attempt < ATTEMPTS && isRepeatable(); attempt++) {
            try {
                free();
                return;
            } catch (Throwable e) {
                failure = e;
                again = e instanceof OutOfMemoryError || e instanceof StackOverflowError;
            }
        }
        if (failure != null) {
            freeLater(failure, again ? isRepeatable() : failure instanceof StillInUseException);
        }
    }

    private void freeLater(Throwable failure, boolean mayBeFreedLater) {
        if (mayBeFreedLater) {
            try {
                RepeatedAttempts.start("stillpoint-late-freeing", new LateFreeing());
                return;
            } catch (Throwable e) {
                // It is lost, for the reason that there was before.
            }
        }
        Reports.freeingAfterSnapshotFailed(version, failure);
    }

    /** Frees what no reclaimer frees any more: again, while it is in use, and as often as a reclaimer after errors. */
    private final class LateFreeing implements BooleanSupplier {

        private int errors = ATTEMPTS;

        @Override
        public boolean getAsBoolean() {
            Throwable failure;
            try {
                free();
                return true;
            } catch (StillInUseException e) {
                return false;
            } catch (OutOfMemoryError | StackOverflowError e) {
                errors++;
                if (errors < Retired.MOST_ERRORS && isRepeatable()) {
                    return false;
                }
                failure = e;
            } catch (Throwable e) {
                failure = e;
            }
            Reports.freeingAfterSnapshotFailed(version, failure);
            return true;
        }
    }

    /** What is retired when the last snapshot was closed. */
    private final class Unclaimed implements Reclaimable {

        @Override
        public void reclaim() throws Exception {
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

        @Override
        public boolean isRepeatable() {
            return CountedVersion.this.isRepeatable();
        }

        @Override
        public @Nullable Demoted demote() {
            return version.demote();
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
