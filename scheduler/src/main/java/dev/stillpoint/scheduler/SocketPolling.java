// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import dev.stillpoint.scheduler.pool.CarrierPool;

/**
 * Who waits for the sockets of a scheduler's threads, and why it is them. Sockets work in any case. Immutable.
 *
 * @param by who waits for them
 * @param reason one sentence for people; not to be parsed
 */
public record SocketPolling(Poller by, String reason) {

    /** Who can wait for sockets. */
    public enum Poller {

        /** The carriers: see {@link CarrierScheduler#socketsOnCarriers()}. */
        CARRIERS,

        /** The JDK's pollers, which run on the scheduler: see {@link CarrierScheduler#ownsPollers()}. */
        OWN_POLLERS,

        /** The JDK's pollers, which run elsewhere. */
        JDK_POLLERS
    }

    /** Any thread. */
    static SocketPolling of(CarrierPool pool) {
        if (pool.ownsPollers()) {
            return new SocketPolling(Poller.OWN_POLLERS, "the configuration asks for own pollers");
        }
        if (pool.socketWatch() != null) {
            return new SocketPolling(Poller.CARRIERS,
                    "the process uses sockets, and this JDK lets carriers wait for them");
        }
        return new SocketPolling(Poller.JDK_POLLERS, whyTheJdks(pool));
    }

    private static String whyTheJdks(CarrierPool pool) {
        String obstacle = pool.socketObstacle();
        if (obstacle != null) {
            return obstacle;
        }
        if (pool.hasLookout()) {
            return "the process has used no socket yet, or only just; then carriers take over";
        }
        return pool.askedForPollers()
                ? "the scheduler was to have its own, but they ran already or are platform threads"
                : "the configuration leaves sockets to them";
    }
}
