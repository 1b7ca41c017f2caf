// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.reload;

import dev.stillpoint.demo.geo.GeoRelease;
import dev.stillpoint.reclaim.QsbrReference;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The single writer, an actor: a virtual thread with a mailbox. It loads what it is told to, makes it the current
 * version and retires the old one. If loading fails the old version stays.
 */
final class Publisher implements Runnable {

    private sealed interface Message {
    }

    private record Publish(GeoRelease release) implements Message {
    }

    private record Stop() implements Message {
    }

    private final BlockingQueue<Message> mailbox = new LinkedBlockingQueue<>();
    private final QsbrReference<GeoVersion> current;
    private final RunStatistics statistics;

    Publisher(QsbrReference<GeoVersion> current, RunStatistics statistics) {
        this.current = current;
        this.statistics = statistics;
    }

    /** Any thread; returns at once. */
    void publish(GeoRelease release) {
        mailbox.add(new Publish(release));
    }

    /** Any thread; what was sent before is still done. */
    void stop() {
        mailbox.add(new Stop());
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
            current.replace(GeoVersion.load(release, statistics.census()));
            statistics.reloaded();
        } catch (IOException e) {
            statistics.reloadFailed(e);
        }
    }
}
