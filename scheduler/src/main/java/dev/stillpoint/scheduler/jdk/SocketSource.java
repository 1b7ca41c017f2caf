// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.jdk;

/** Where the carriers of a scheduler get the queue of their sockets' events. */
public interface SocketSource {

    /** Whether any thread of the process has used a socket, so that a queue is worth its price. Cheap. */
    boolean isWorthIt();

    /**
     * Opens a queue. The JDK's pollers must run.
     *
     * @throws IllegalStateException if there cannot be one, with the reason; nothing has changed then
     */
    EventQueue open();
}
