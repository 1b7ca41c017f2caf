// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.reload;

import dev.stillpoint.reclaim.BacklogExceededException;
import dev.stillpoint.reclaim.GuardScoped;
import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.Reclaimable;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.Snapshot;
import dev.stillpoint.reclaim.VersionSource;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A version that is made from a file, and made anew when the file changes. The new version is loaded, checked and
 * swapped in, and the old one is retired. Whatever goes wrong with the new file, the old version stays in service.
 *
 * {@snippet :
 * VersionLoader<Table> loader = VersionLoader.inMemory(Table::new).validatedBy(Table::verify);
 * try (Reclaimer reclaimer = Reclaimer.create();
 *         Reloadable<Table> table = Reloadable.load(reclaimer, file, loader);
 *         FileWatch watch = table.watch(WatchConfig.defaults())) {
 *     String country = ScopedQsbr.read(() -> table.get().country(address));    // on any thread, at any time
 *     table.reload();                                                          // or by hand; throws if it fails
 * }
 * }
 *
 * <p><b>Threading.</b> Any thread reads; {@code get} is one volatile read. Reloads may come from any thread, and take
 * turns. They do not wait for readers.
 *
 * <p><b>Memory consistency effects.</b> All that a loader does happens-before a {@code get} that sees its version.
 *
 * @param <T> the version; this object owns it from the moment the loader returns it
 */
public final class Reloadable<T extends Reclaimable> implements VersionSource<T>, AutoCloseable {

    private static final String STAYS = "the version loaded before stays in service";

    /**
     * Its monitor is held while a version is loaded and swapped in; never by a reader inside a section. A monitor,
     * because it is left without a call: a thread whose stack ends in here leaves it too.
     */
    private final Object loading = new Object();
    private final VersionLoader<T> loader;
    private final QsbrReference<T> reference;

    // written under loading, read by any thread
    private volatile Path file;
    // written under loading, read by any thread
    private volatile FileStamp loadedStamp;
    // written under loading, read by any thread
    private volatile boolean closed;
    // written under loading, read by any thread
    private volatile long reloads;
    // written under loading, read by any thread
    private volatile long failures;

    /** A version, and the stamp that its file had just before: a change during the load counts as a change after it. */
    private record Loaded<T extends Reclaimable>(T version, Path file, FileStamp stamp) {
    }

    private Reloadable(Reclaimer reclaimer, VersionLoader<T> loader, Loaded<T> first) {
        this.loader = loader;
        reference = QsbrReference.of(reclaimer, first.version);
        file = first.file;
        loadedStamp = first.stamp;
    }

    /**
     * Loads the first version.
     *
     * @throws ReloadException if that fails; nothing is kept
     * @throws NullPointerException if anything is null
     */
    public static <T extends Reclaimable> Reloadable<T> load(Reclaimer reclaimer, Path file, VersionLoader<T> loader)
            throws ReloadException {
        Objects.requireNonNull(reclaimer, "reclaimer");
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(loader, "loader");
        Loaded<T> first = load(file, loader, "there is no version yet");
        try {
            return new Reloadable<>(reclaimer, loader, first);
        } catch (Throwable e) {
            Rejected.free(first.version, e);
            throw e;
        }
    }

    private static <T extends Reclaimable> Loaded<T> load(Path file, VersionLoader<T> loader, String consequence)
            throws ReloadException {
        FileStamp stamp = FileStamp.orAbsent(file);
        T version = null;
        try {
            version = loader.load(file);
            return new Loaded<>(Objects.requireNonNull(version, "the loader returned null"), file, stamp);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ReloadException(file, consequence, e);
        } catch (Throwable e) {
            if (version != null) {
                Rejected.free(version, e);
            }
            throw new ReloadException(file, consequence, e);
        }
    }

    // -- readers

    /**
     * The version in service; see {@link QsbrReference#get()}.
     *
     * @throws IllegalStateException if this is closed; in checked mode, if called outside a read section
     */
    @Override
    @GuardScoped
    public T get() {
        return reference.get();
    }

    /**
     * The version in service, for callers that have a guard; see {@link QsbrReference#get(ReadGuard)}.
     *
     * @throws IllegalStateException if the guard or this is closed
     */
    @Override
    @GuardScoped
    public T get(ReadGuard guard) {
        return reference.get(guard);
    }

    /**
     * The version in service, kept until the snapshot is closed; see {@link QsbrReference#snapshot()}.
     *
     * @throws IllegalStateException if this is closed
     */
    @Override
    public Snapshot<T> snapshot() {
        return reference.snapshot();
    }

    // -- writers

    /**
     * Loads the file anew, whether it changed or not, and puts the new version into service.
     *
     * @throws ReloadException if that fails, for whatever reason; the old version stays in service
     * @throws IllegalStateException if this or the reclaimer is closed, or if called inside a read section, which would
     *         hold up memory as long as it takes; nothing was changed
     */
    public void reload() throws ReloadException {
        requireOutside("reload()");
        synchronized (loading) {
            swapIn(file);
        }
    }

    /**
     * Loads another file in place of the current one. From now on that file is reloaded and watched.
     *
     * @throws ReloadException if that fails; the old version, and the old file, stay in service
     * @throws IllegalStateException as {@link #reload()}
     * @throws NullPointerException if it is null
     */
    public void switchTo(Path other) throws ReloadException {
        Objects.requireNonNull(other, "other");
        requireOutside("switchTo()");
        synchronized (loading) {
            swapIn(other);
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // under loading
    private void swapIn(Path source) throws ReloadException {
        requireOpen();
        try {
            Loaded<T> next = load(source, loader, STAYS);
            try {
                replace(next);
            } catch (Throwable e) {
                if (!isInService(next.version)) {
                    Rejected.free(next.version, e);
                }
                throw e;
            }
            file = next.file;
            loadedStamp = next.stamp;
            reloads++;
        } catch (ReloadException e) {
            failures++;
            throw e;
        }
    }

    private void replace(Loaded<T> next) throws ReloadException {
        if (isInService(next.version)) {
            throw new ReloadException(next.file, STAYS,
                    new IllegalStateException("the loader returned the version in service instead of a new one"));
        }
        try {
            reference.replace(next.version);
        } catch (Throwable e) {
            if (e instanceof IllegalStateException && !(e instanceof BacklogExceededException)) {
                // This, or the reclaimer, is closed.
                throw e;
            }
            throw new ReloadException(next.file, STAYS, e);
        }
    }

    private boolean isInService(T version) {
        // The loader may have closed this.
        return !closed && ScopedQsbr.read(() -> reference.get() == version);
    }

    /**
     * Reloads the file whenever it changes, until the watch or this object is closed.
     *
     * @throws IllegalStateException if this is closed
     * @throws NullPointerException if it is null
     */
    public FileWatch watch(WatchConfig config) {
        Objects.requireNonNull(config, "config");
        requireOpen();
        return FileWatch.start(this, config);
    }

    /**
     * Retires the version in service; afterwards {@code get} throws, and watches end by themselves. Waits for a reload
     * that has begun. Closing again does nothing.
     *
     * @throws IllegalStateException if called inside a read section, or if the reclaimer is closed; it stays open
     */
    @Override
    public void close() {
        requireOutside("close()");
        synchronized (loading) {
            reference.close();
            closed = true;
        }
    }

    // -- figures

    /** The file that is loaded and watched. */
    public Path file() {
        return file;
    }

    /** How often a new version was put into service, not counting the first one. */
    public long reloads() {
        return reloads;
    }

    /** How often a reload failed. */
    public long failures() {
        return failures;
    }

    FileStamp loadedStamp() {
        return loadedStamp;
    }

    boolean isClosed() {
        return closed;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("Reloadable %s is closed.".formatted(file));
        }
    }

    static void requireOutside(String call) {
        if (ScopedQsbr.isReading()) {
            throw new IllegalStateException(call + " inside a read section would hold up memory as long as it takes;"
                    + " leave the section first.");
        }
    }

    @Override
    public String toString() {
        return "%s[%s, reloaded %d times, failed %d times]".formatted(getClass().getSimpleName(), file, reloads,
                failures);
    }
}
