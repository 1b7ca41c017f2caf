package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.checked.CheckedMode;
import dev.stillpoint.reclaim.checked.RetireLedger;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

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
 * @param <T> the version; the reference owns it from {@code of} or {@code replace} on
 */
public final class QsbrReference<T extends Reclaimable> implements AutoCloseable {

    private final Reclaimer reclaimer;
    /** Held by writers: each version is swapped out, and so retired, once. */
    private final ReentrantLock writing = new ReentrantLock();
    // writers under `writing`, read by any thread; null when closed
    private volatile @Nullable T current;

    private QsbrReference(Reclaimer reclaimer, T initial) {
        this.reclaimer = reclaimer;
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
        if (CheckedMode.ENABLED) {
            RetireLedger.publish(initial);
        }
        return new QsbrReference<>(reclaimer, initial);
    }

    /**
     * The current version. It stays valid until the read section ends in which this was called.
     *
     * @throws IllegalStateException if the reference is closed; in checked mode, if called outside a read section
     */
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
     * The current version, for who can show a guard. It stays valid until the guard is closed.
     *
     * @throws IllegalStateException if the guard or the reference is closed
     */
    public T get(ReadGuard guard) {
        guard.requireOpen();
        return currentVersion();
    }

    /**
     * Makes {@code next} the current version and retires the old one. Never waits for readers; may be called inside a
     * read section.
     *
     * @throws NullPointerException if it is null
     * @throws IllegalArgumentException if it is the current version already, which would be freed under its readers
     * @throws IllegalStateException if the reference or the reclaimer is closed; {@code next} is still the caller's
     */
    public void replace(T next) {
        Objects.requireNonNull(next, "next");
        writing.lock();
        try {
            T old = currentVersion();
            if (old == next) {
                throw new IllegalArgumentException("This version is the current one already: " + next);
            }
            swap(old, next);
        } finally {
            writing.unlock();
        }
    }

    /** Retires the current version; afterwards {@code get} throws. Closing again does nothing. */
    @Override
    public void close() {
        writing.lock();
        try {
            T old = current;
            if (old != null) {
                swap(old, null);
            }
        } finally {
            writing.unlock();
        }
    }

    /**
     * Whatever can be refused is refused before the swap: once readers may have seen {@code next} it cannot go back.
     */
    private void swap(T old, @Nullable T next) {
        reclaimer.reserve(old);
        if (CheckedMode.ENABLED) {
            exchangeInLedger(old, next);
        }
        current = next;
        reclaimer.retireReserved(old);
    }

    private void exchangeInLedger(T old, @Nullable T next) {
        try {
            if (next != null) {
                RetireLedger.publish(next);
            }
        } catch (IllegalStateException e) {
            reclaimer.cancelReservation();
            throw e;
        }
        RetireLedger.unpublish(old);
    }

    private static IllegalStateException closed() {
        return new IllegalStateException("The reference is closed; its last version has been retired.");
    }
}
