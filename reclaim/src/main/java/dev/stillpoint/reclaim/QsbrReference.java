// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.checked.CheckedMode;
import dev.stillpoint.reclaim.checked.RetireLedger;
import dev.stillpoint.reclaim.checked.RetireLedger.Noted;
import dev.stillpoint.scheduler.support.FirstUse;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The current version of something that lives off the heap. Readers get it inside a read section; a writer replaces it,
 * and the old version is freed after a grace period.
 *
 * {@snippet :
 * QsbrReference<Table> table = QsbrReference.of(reclaimer, Table.load(file));
 * String country = ScopedQsbr.read(() -> table.get().country(address));
 * table.replace(Table.load(newFile));
 * }
 *
 * <p><b>Threading.</b> {@code get} is one volatile read, by any thread, inside a read section. Writers may be many;
 * they take turns. <b>Memory consistency effects.</b> {@code replace} happens-before a {@code get} that sees its value.
 *
 * @param <T> the type of the version; the reference owns each version from {@code of} or {@code replace} on
 */
public final class QsbrReference<T extends Reclaimable> implements VersionSource<T>, AutoCloseable {

    /*
     * Two fields hold the current version: readers in sections load `current`, and snapshots find the claims on it in
     * `counted`. A writer stores `counted`, then `current`. A snapshot reads `counted`, then `current`, and tries again
     * unless both name one version. So both kinds of readers see a version change at the same instant, the store of
     * `current`, and no thread sees a version through one field and then an older one through the other. A snapshot
     * tries again only while a writer is between the two adjacent stores, or when a version was replaced.
     *
     * Errors. A writer puts the old version into the reclaimer's inbox first, as a promise, and keeps the promise by a
     * store after the swap. So the swap needs no memory and calls nothing: it happens whole, and what it unlinks is
     * retired, or nothing has changed.
     */

    static {
        // Here, because the first snapshot may be taken or closed where there is no stack to initialise its class.
        FirstUse.prepare(Snapshot.class);
    }

    private final Reclaimer reclaimer;
    /** Bytes of replaced versions that only snapshots keep alive. */
    private final AtomicLong keptBytes = new AtomicLong();
    /**
     * The monitor of the writers, so that each version is swapped out, and thus retired, once. No thread waits for
     * readers while it holds this. A monitor and not a lock: leaving it needs no call, which could fail at the end of
     * the stack.
     */
    private final Object writing = new Object();
    // written under `writing`, before `current`; read by any thread; null when closed
    private volatile @Nullable CountedVersion<T> counted;
    // written under `writing`; read by any thread; null when closed
    private volatile @Nullable T current;

    private QsbrReference(Reclaimer reclaimer, T initial) {
        this.reclaimer = reclaimer;
        counted = new CountedVersion<>(initial, reclaimer, keptBytes);
        current = initial;
    }

    /**
     * A reference to {@code initial}, whose versions are retired to {@code reclaimer}.
     *
     * @throws NullPointerException if either is null
     */
    public static <T extends Reclaimable> QsbrReference<T> of(Reclaimer reclaimer, T initial) {
        Objects.requireNonNull(reclaimer, "reclaimer");
        Objects.requireNonNull(initial, "initial");
        QsbrReference<T> made = new QsbrReference<>(reclaimer, initial);
        if (CheckedMode.ENABLED) {
            RetireLedger.publish(initial);
        }
        return made;
    }

    /**
     * The current version. It stays valid until the end of the read section in which this was called.
     *
     * @throws IllegalStateException if the reference is closed; in checked mode, if called outside a read section
     */
    @Override
    @GuardScoped
    public T get() {
        if (CheckedMode.ENABLED && !ScopedQsbr.isReading()) {
            throw new IllegalStateException("get() outside a read section: the version may be freed at any moment. "
                    + "Use ScopedQsbr.read(() -> reference.get()...).");
        }
        return currentVersion();
    }

    private T currentVersion() {
        T seen = current;
        if (seen == null) {
            throw closed();
        }
        return seen;
    }

    /**
     * The current version, for callers that have a guard. It stays valid until the guard is closed.
     *
     * @throws IllegalStateException if the guard or the reference is closed
     */
    @Override
    @GuardScoped
    public T get(ReadGuard guard) {
        guard.requireOpen();
        return currentVersion();
    }

    /**
     * The current version, kept alive until the snapshot is closed: for long use, or for use by several threads. May be
     * called inside or outside a section, by any thread. Never waits.
     *
     * @throws IllegalStateException if the reference is closed
     */
    @Override
    public Snapshot<T> snapshot() {
        while (true) {
            // Pairs with QsbrReference.swap: the fields are read in the order in which it stores them, so both name one
            // version or we try again.
            CountedVersion<T> candidate = counted;
            T seen = current;
            if (candidate == null ? seen == null : candidate.version == seen) {
                if (candidate == null) {
                    throw closed();
                }
                Snapshot<T> snapshot = Snapshot.claimed(candidate);
                if (snapshot != null) {
                    return snapshot;
                }
            }
            Thread.onSpinWait();
        }
    }

    /** Bytes of replaced versions that only snapshots keep alive. No reclaimer counts them meanwhile. */
    public long snapshotBytes() {
        return keptBytes.get();
    }

    /**
     * Makes {@code next} the current version and retires the old one. This waits for readers only if the backlog of the
     * reclaimer is full and its limits say so, and never inside a read section.
     *
     * @throws NullPointerException if it is null
     * @throws IllegalArgumentException if it is the current version already: it would be freed under its readers
     * @throws IllegalStateException if the reference or the reclaimer is closed; {@code next} is still the caller's
     * @throws BacklogExceededException if the backlog is full and the limits say so; {@code next} is still the caller's
     * @throws OutOfMemoryError if there is no memory; {@code next} is still the caller's
     * @throws IllegalStateException if the {@code byteSize()} of the current version replaces it, or closes the
     *         reference; {@code next} is still the caller's
     */
    public void replace(T next) {
        Objects.requireNonNull(next, "next");
        reclaimer.awaitRoom();
        synchronized (writing) {
            T old = currentVersion();
            if (old == next) {
                throw new IllegalArgumentException("This version is the current one already: " + next);
            }
            swap(old, next);
        }
    }

    /**
     * Retires the current version, however full the backlog is; afterwards {@code get} throws. Closing again does
     * nothing.
     *
     * @throws IllegalStateException if the reclaimer is closed; the reference stays open
     * @throws OutOfMemoryError if there is no memory; the reference stays open
     */
    @Override
    public void close() {
        synchronized (writing) {
            T old = current;
            if (old != null) {
                swap(old, null);
            }
        }
    }

    /** Whatever can be refused, and whatever can fail, comes before the swap, which cannot be undone. */
    private void swap(T old, @Nullable T next) {
        CountedVersion<T> unlinked = Objects.requireNonNull(counted, "open, so there is one");
        long bytes = unlinked.measure();
        if (current != old) {
            throw new IllegalStateException("The byteSize() of the current version has changed the reference itself, "
                    + "which stays as it made it.");
        }
        CountedVersion<T> following = next == null ? null : new CountedVersion<>(next, reclaimer, keptBytes);
        Retired promise = Retired.promised(unlinked, bytes);
        promise(promise, old, next);
        // Pairs with QsbrReference.snapshot, which reads in this order, and QsbrReference.currentVersion: a reader that
        // sees the version sees its content.
        counted = following;
        current = next;
        // Pairs with RetireQueues.takeUntaken and RetireQueues.takeDecided: the unlink comes before the grace period.
        promise.isPromised = false;
        try {
            reclaimer.promiseDecided();
        } catch (StackOverflowError e) {
            // The versions are swapped. The reclaimer looks by itself.
        }
    }

    private void promise(Retired promise, T old, @Nullable T next) {
        Noted noted = CheckedMode.ENABLED ? RetireLedger.exchange(old, next) : null;
        try {
            reclaimer.promise(promise);
        } catch (Throwable e) {
            // It may have been accepted, if only the way back failed.
            promise.isWithdrawn = true;
            promise.isPromised = false;
            if (noted != null) {
                noted.takeBack();
            }
            throw e;
        }
    }

    private static IllegalStateException closed() {
        return new IllegalStateException("The reference is closed, and its last version is retired: this thread came"
                + " too late. End all readers and writers first, then close the reference, then its reclaimer. In one"
                + " try, declare the reclaimer first, then the reference, then the scheduler whose threads use it.");
    }
}
