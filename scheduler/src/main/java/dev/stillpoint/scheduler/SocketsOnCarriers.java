// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import dev.stillpoint.scheduler.jdk.EventQueue;
import dev.stillpoint.scheduler.jdk.SocketPollers;
import org.jspecify.annotations.Nullable;

/**
 * The queue of events for the carriers of one scheduler, or why there is none. Only whoever makes the scheduler calls
 * the methods that change it, before anybody else has it.
 */
final class SocketsOnCarriers {

    /**
     * More frames than closing a queue takes, from wherever the making of a scheduler fails. Frames of compiled code
     * are several times smaller than those of interpreted code, hence so many more.
     */
    private static final int FRAMES_TO_CLOSE = 64;

    // null if the JDK's pollers serve the sockets
    private @Nullable EventQueue queue;
    // why they do although the carriers were to; null if nothing was asked for or nothing is in the way
    private @Nullable String obstacle;

    /** Opens a queue if that can be. The JDK's pollers must run. {@link #giveUp()} or the pool closes it. */
    void open() {
        // What could not be closed again must not be opened: it would stay open for ever.
        requireStack(FRAMES_TO_CLOSE);
        try {
            // Nothing is called between the two, so what is open is known here.
            queue = SocketPollers.open();
        } catch (RuntimeException | LinkageError e) {
            String message = e.getMessage();
            obstacle = message == null ? e.toString() : message;
        }
    }

    private static void requireStack(int frames) {
        if (frames > 0) {
            requireStack(frames - 1);
        }
    }

    /** Leaves the sockets to the JDK's pollers. */
    void without(String newObstacle) {
        obstacle = newObstacle;
    }

    /** The queue, null if there is none. */
    @Nullable EventQueue queue() {
        return queue;
    }

    /** Closes the queue. For a scheduler that could not be made, and has no pool that would do it. */
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
