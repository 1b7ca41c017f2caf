// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.reload;

import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.scheduler.support.SafeLog;
import dev.stillpoint.scheduler.support.Uninterruptibly;
import java.lang.System.Logger.Level;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Reloads a {@link Reloadable} when its file changes, until it is closed. It has a daemon thread of its own.
 *
 * <p>It polls, because the operating system does not send notifications of all changes: polling sees files on network
 * mounts, behind symbolic links that are switched, and replaced by renaming. A poll is one look at the file's
 * attributes.
 */
public final class FileWatch implements AutoCloseable {

    private static final SafeLog LOG = SafeLog.to("dev.stillpoint.reclaim.reload");

    private final Reloadable<?> reloadable;
    private final WatchConfig config;
    private final ChangeDetector detector;
    private final CountDownLatch closing = new CountDownLatch(1);
    // the one that watches writes its successor, any thread reads
    private volatile Thread thread;

    private FileWatch(Reloadable<?> reloadable, WatchConfig config) {
        this.reloadable = reloadable;
        this.config = config;
        detector = new ChangeDetector(config.quiet().toNanos(), config.retry().toNanos());
        thread = newThread();
    }

    private Thread newThread() {
        return Thread.ofPlatform().daemon().name("stillpoint-watch " + reloadable.file().getFileName())
                .unstarted(this::run);
    }

    static FileWatch start(Reloadable<?> reloadable, WatchConfig config) {
        FileWatch watch = new FileWatch(reloadable, config);
        watch.thread.start();
        return watch;
    }

    /** Nothing that is thrown in here may end the watch. An interrupt may not either: a loader is free to set one. */
    private void run() {
        boolean over = false;
        while (!over) {
            try {
                over = lookOrReport() || isRelieved();
            } catch (Throwable e) {
                // Nothing can be said about it at the moment.
            }
        }
    }

    /** Returns whether the watch is over. */
    private boolean lookOrReport() {
        try {
            if (closing.getCount() != 0 && !reloadable.isClosed()) {
                look();
            }
        } catch (Throwable e) {
            LOG.log(Level.ERROR, () -> "Watching %s goes on after a failure.".formatted(reloadable.file()), e);
            // close() counts down and then unparks.
            if (closing.getCount() != 0) {
                LockSupport.parkNanos(config.poll().toNanos());
            }
        }
        Thread.interrupted();
        return closing.getCount() == 0 || reloadable.isClosed();
    }

    /**
     * Whether another thread goes on with the watch. A loader or a listener that leaves a guard open here would hold up
     * all reclaimers of the process, and nobody else can close it. So this thread ends, and with it its section.
     */
    private boolean isRelieved() {
        boolean leftOpen = ScopedQsbr.isReading();
        if (leftOpen) {
            Thread successor = newThread();
            successor.start();
            thread = successor;
        }
        return leftOpen;
    }

    private void look() throws InterruptedException {
        if (closing.await(config.poll().toNanos(), TimeUnit.NANOSECONDS) || reloadable.isClosed()) {
            return;
        }
        FileStamp now = FileStamp.orAbsent(reloadable.file());
        if (detector.seen(now, reloadable.loadedStamp(), System.nanoTime())) {
            reload();
        }
    }

    private void reload() {
        try {
            reloadable.reload();
            config.listener().reloaded(reloadable.file());
        } catch (ReloadException e) {
            config.listener().failed(e);
        }
    }

    /**
     * Ends the watch and its thread. A reload that has begun is finished first. When the listener calls this, it does
     * not wait for itself. Closing again waits likewise. An interrupt does not end the wait; it is pending when this
     * returns.
     *
     * @throws IllegalStateException if called inside a read section, for which the reload may wait; the watch goes on
     */
    @Override
    public void close() {
        Reloadable.requireOutside("close()");
        closing.countDown();
        LockSupport.unpark(thread);
        if (Thread.currentThread() != thread) {
            Uninterruptibly.await(this::awaitEnd);
        }
    }

    private void awaitEnd() throws InterruptedException {
        Thread last;
        do {
            last = thread;
            last.join();
        } while (last != thread);
    }
}
