// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

/**
 * Gives readers the current version of something that is replaced while they read. It is for code that only reads, and
 * does not care who replaces the version, or why. A {@link QsbrReference} is a source, and so is a {@code Reloadable}
 * file.
 *
 * {@snippet :
 * static String country(VersionSource<Table> tables, String address) {
 *     return ScopedQsbr.read(() -> tables.get().country(address));
 * }
 * }
 *
 * <p><b>Threading.</b> Any thread reads. <b>Memory consistency effects.</b> Making a version current happens-before a
 * call, of any of the three methods, that returns it. No thread sees a version and afterwards an older one.
 *
 * @param <T> the version
 */
public interface VersionSource<T extends Reclaimable> {

    /**
     * The current version. It stays valid until the end of the read section in which this was called.
     *
     * @throws IllegalStateException if the source is closed; in checked mode, if called outside a read section
     */
    @GuardScoped
    T get();

    /**
     * The current version, for callers that have a guard. It stays valid until the guard is closed.
     *
     * @throws IllegalStateException if the guard or the source is closed
     */
    @GuardScoped
    T get(ReadGuard guard);

    /**
     * The current version, kept alive until the snapshot is closed: for long use, or for use by several threads. May be
     * called inside or outside a section, by any thread. Never waits.
     *
     * @throws IllegalStateException if the source is closed
     */
    Snapshot<T> snapshot();
}
