// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.pool;

import dev.stillpoint.scheduler.Eventually;
import dev.stillpoint.scheduler.jdk.EventQueue;
import dev.stillpoint.scheduler.jdk.JdkAccess;
import dev.stillpoint.scheduler.jdk.SocketPollers;
import dev.stillpoint.scheduler.jdk.SocketSource;

/** Sockets of pools that wait for them from the beginning. */
final class SocketsAtOnce implements SocketSource {

    @Override
    public boolean isWorthIt() {
        return true;
    }

    @Override
    public EventQueue open() {
        return SocketPollers.open();
    }

    /** Starts a pool whose carriers wait for sockets. */
    static CarrierPool start(String name, int queueCapacity, SpareLimits limits) {
        JdkAccess.get().startPollers();
        CarrierPool pool = new CarrierPool(name, "", JdkAccess.get(), 2, queueCapacity, limits, new SocketsAtOnce());
        pool.start();
        Eventually.holds("carriers wait for sockets", () -> pool.socketWatch() != null);
        return pool;
    }
}
