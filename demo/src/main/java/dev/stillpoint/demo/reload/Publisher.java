// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.reload;

import dev.stillpoint.demo.geo.GeoRelease;
import dev.stillpoint.reclaim.QsbrReference;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * The single writer, an actor: a virtual thread with a mailbox. It loads what it is told to, makes it the current
 * version and retires the old one. If loading fails the old version stays.
 *
 * <p>The mailbox has room for one message, the newest. A publisher that is behind skips the releases in between, which
 * nobody wants to see any more, and so is never behind by more than one.
 */
final class Publisher implements Runnable {

    private sealed interface Message {
    }

    private record Publish(GeoRelease release) implements Message {
    }

    private record Stop() implements Message {
    }

    private final BlockingQueue<Message> mailbox = new ArrayBlockingQueue<>(1);
    private final QsbrReference<GeoVersion> current;
    private final VersionLoader loader;
    private final RunStatistics statistics;

    // senders, under this object's lock; nothing is sent after a stop
    private boolean stopped;

    Publisher(QsbrReference<GeoVersion> current, VersionLoader loader, RunStatistics statistics) {
        this.current = current;
        this.loader = loader;
        this.statistics = statistics;
    }

    /** Any thread; returns at once. */
    void publish(GeoRelease release) {
        send(new Publish(release));
    }

    /** Any thread; returns at once. A reload that has begun is done, one that waits is not. */
    void stop() {
        send(new Stop());
    }

    private synchronized void send(Message message) {
        if (stopped) {
            return;
        }
        stopped = message instanceof Stop;
        if (mailbox.poll() != null) {
            statistics.reloadSkipped();
        }
        mailbox.add(message);
    }

    @Override
    public void run() {
        try {
            while (mailbox.take() instanceof Publish(GeoRelease release)) {
                reload(release);
                // A publisher that is behind never waits for its mailbox, and so never leaves its carrier. Readers
                // that were parked inside a section can continue on that carrier only: they go first.
                Thread.yield();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void reload(GeoRelease release) {
        try {
            current.replace(loader.load(release));
            statistics.reloaded();
        } catch (IOException e) {
            statistics.reloadFailed(e);
        }
    }
}
