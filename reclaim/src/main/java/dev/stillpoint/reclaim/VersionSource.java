package dev.stillpoint.reclaim;

/**
 * Where readers find the current version of something that is replaced while they read. For classes and methods that
 * only read, and do not care who replaces the version, or why: a {@link QsbrReference} is a source, and so is a
 * {@code Reloadable} file.
 *
 * {@snippet :
 * static String country(VersionSource<Table> tables, String address) {
 *     return ScopedQsbr.read(() -> tables.get().country(address));
 * }
 * }
 *
 * <p><b>Threading.</b> Any thread reads. <b>Memory consistency effects.</b> Making a version current happens-before a
 * call that returns it, by whichever of the three methods; no thread sees a version and afterwards an older one.
 *
 * @param <T> the version
 */
public interface VersionSource<T extends Reclaimable> {

    /**
     * The current version. It stays valid until the read section ends in which this was called.
     *
     * @throws IllegalStateException if the source is closed; in checked mode, if called outside a read section
     */
    @GuardScoped
    T get();

    /**
     * The current version, for callers who can show a guard. It stays valid until the guard is closed.
     *
     * @throws IllegalStateException if the guard or the source is closed
     */
    @GuardScoped
    T get(ReadGuard guard);

    /**
     * The current version, kept until the snapshot is closed: for long use, or by several threads. Inside or outside a
     * section, on any thread. Never waits.
     *
     * @throws IllegalStateException if the source is closed
     */
    Snapshot<T> snapshot();
}
