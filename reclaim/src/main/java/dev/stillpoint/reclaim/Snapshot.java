// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.stillpoint.reclaim.checked.CheckedMode;
import dev.stillpoint.reclaim.checked.GuardLeaks;
import dev.stillpoint.reclaim.checked.GuardLeaks.Opening;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A version of a {@link QsbrReference} that stays valid until this handle is closed: for long use, or for use by
 * several threads. Unlike a read section it may be kept in a field, handed to other threads, and held for hours. It
 * delays no grace period, and the freeing of no other memory.
 *
 * {@snippet :
 * try (Snapshot<Table> snapshot = table.snapshot()) {
 *     export(snapshot.get());                        // as long as it takes, on any thread
 * }
 * }
 *
 * <p><b>Cost.</b> Two atomic additions on a counter that all snapshots of the version share. A read section on a
 * carrier costs none, so lookups belong in sections.
 *
 * <p><b>Threading.</b> Any thread may use it, and any thread may close it, once. The thread that closes it must know
 * that no thread uses the result of {@link #get()} any more. Where several threads work at their own pace, give each a
 * {@link #share() share} of its own.
 *
 * <p><b>Memory consistency effects.</b> What a thread does with the version before it closes its snapshot
 * happens-before the version is freed.
 *
 * <p>Closing the reference or the reclaimer does not wait for snapshots. A snapshot that is never closed keeps its
 * version for ever. {@link QsbrReference#snapshotBytes()} shows this, and the checked mode says where the snapshot was
 * taken.
 *
 * @param <T> the version
 */
public final class Snapshot<T extends Reclaimable> implements AutoCloseable {

    private static final VarHandle CLOSED = fieldVarHandle(lookup(), "closed", VarHandle.class, Snapshot.class,
            boolean.class);

    private final CountedVersion<T> counted;
    // null when the checked mode is off
    private final @Nullable Opening opening;
    // any thread, CAS
    private volatile boolean closed;

    private Snapshot(CountedVersion<T> counted) {
        this.counted = counted;
        opening = CheckedMode.ENABLED ? GuardLeaks.watchSnapshot(this) : null;
    }

    /**
     * A snapshot with a claim of its own; null if the version may be freed already. The claim comes last: if it came
     * first and there were no memory for the snapshot, nobody would give it up.
     */
    static <T extends Reclaimable> @Nullable Snapshot<T> claimed(CountedVersion<T> counted) {
        Snapshot<T> made = new Snapshot<>(counted);
        boolean claimed = false;
        try {
            claimed = counted.tryClaim();
        } finally {
            if (!claimed && made.opening != null) {
                made.opening.close();
            }
        }
        return claimed ? made : null;
    }

    /**
     * The version, valid until this snapshot is closed.
     *
     * @throws IllegalStateException if it is closed
     */
    public T get() {
        requireOpen();
        return counted.version;
    }

    /**
     * One more snapshot of the same version, for another thread. It must be closed separately.
     *
     * @throws IllegalStateException if this one is closed
     */
    public Snapshot<T> share() {
        requireOpen();
        Snapshot<T> shared = claimed(counted);
        if (shared == null) {
            throw closedException();
        }
        return shared;
    }

    private void requireOpen() {
        if (closed) {
            throw closedException();
        }
    }

    private static IllegalStateException closedException() {
        return new IllegalStateException("This snapshot is closed and its version may be freed. Close it after its last"
                + " use, and give each thread a share of its own.");
    }

    /**
     * Gives the version up. If it was replaced meanwhile and this was its last snapshot, it is freed: on the
     * reclaimer's thread, or here if the reclaimer is closed. Never waits; closing again does nothing. If this throws,
     * as it may at the end of the stack, the snapshot is still open.
     */
    @Override
    public void close() {
        // Needs no pair: it picks the one call that gives the claim up.
        if (!CLOSED.compareAndSet(this, false, true)) {
            return;
        }
        try {
            counted.release();
        } catch (Throwable e) {
            closed = false;
            throw e;
        }
        if (opening != null) {
            opening.close();
        }
    }

    @Override
    public String toString() {
        return closed ? "closed snapshot" : "snapshot of " + counted.version;
    }
}
