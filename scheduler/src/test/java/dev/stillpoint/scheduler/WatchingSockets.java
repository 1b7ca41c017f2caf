// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Makes schedulers whose carriers wait for sockets already. */
public final class WatchingSockets {

    private WatchingSockets() {
    }

    /** A scheduler that waits for sockets from the beginning, since the process has used one. */
    public static CarrierScheduler create(String name, int carriers) {
        return begun(CarrierScheduler.create(SchedulerConfig.defaults().withName(name).withCarriers(carriers)));
    }

    /** Returns the scheduler once its carriers wait for sockets. */
    public static CarrierScheduler begun(CarrierScheduler scheduler) {
        useOne();
        Eventually.holds("carriers wait for sockets", scheduler::socketsOnCarriers);
        return scheduler;
    }

    private static void useOne() {
        try {
            new ServerSocket(0, 1, InetAddress.getLoopbackAddress()).close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
