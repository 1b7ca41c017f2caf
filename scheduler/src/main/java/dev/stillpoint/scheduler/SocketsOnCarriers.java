// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import dev.stillpoint.scheduler.jdk.EventQueue;
import dev.stillpoint.scheduler.jdk.SocketPollers;
import org.jspecify.annotations.Nullable;

/**
 * The queue of events for the carriers of one scheduler, or why there is none.
 *
 * @param queue null if the JDK's pollers serve the sockets
 * @param obstacle why they do although the carriers were to; null if nothing was asked for or nothing is in the way
 */
record SocketsOnCarriers(@Nullable EventQueue queue, @Nullable String obstacle) {

    static final SocketsOnCarriers NOT_WANTED = new SocketsOnCarriers(null, null);

    /** Opens a queue if that can be. The JDK's pollers must run. */
    static SocketsOnCarriers open() {
        try {
            return new SocketsOnCarriers(SocketPollers.open(), null);
        } catch (RuntimeException | LinkageError e) {
            String message = e.getMessage();
            return without(message == null ? e.toString() : message);
        }
    }

    static SocketsOnCarriers without(@Nullable String obstacle) {
        return new SocketsOnCarriers(null, obstacle);
    }

    /** Closes the queue. For a scheduler that could not be made. */
    void giveUp() {
        if (queue != null) {
            queue.close(false);
        }
    }

    /** What a dump says of it, or empty. */
    String describe() {
        if (queue != null) {
            return ", carriers wait for sockets";
        }
        return obstacle == null ? "" : ", the JDK's pollers wait for sockets (%s)".formatted(obstacle);
    }
}
