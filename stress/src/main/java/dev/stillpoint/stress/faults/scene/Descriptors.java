// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.faults.scene;

import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.SchedulerConfig;
import dev.stillpoint.stress.faults.Attempt;
import java.io.File;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Objects;

/** How many descriptors the process has open. */
final class Descriptors {

    static final Descriptors UNKNOWN = new Descriptors(-1);
    private static final int MOST_LOOKS = 1000;
    private static final int NOT_HERE = 0;

    /** Whether the descriptors are open that the JDK never closes: those of its pollers, for one. */
    private static boolean warm;

    private final int number;

    private Descriptors(int number) {
        this.number = number;
    }

    static Descriptors now() {
        warmUp();
        return new Descriptors(count());
    }

    private static synchronized void warmUp() {
        if (!warm) {
            try (CarrierScheduler scheduler = CarrierScheduler.create(SchedulerConfig.defaults().withCarriers(1)
                    .withName(Attempt.OUR_THREADS + "warm"));
                    ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                WatchedSockets.await(scheduler);
                scheduler.start(() -> connect(listening)).join();
                listening.accept().close();
            } catch (Exception e) {
                throw new IllegalStateException("no socket can be opened", e);
            }
            warm = true;
        }
    }

    private static void connect(ServerSocket listening) {
        try (Socket socket = new Socket(listening.getInetAddress(), listening.getLocalPort())) {
            Objects.requireNonNull(socket.getInputStream());
        } catch (Exception e) {
            throw new IllegalStateException("no socket can be connected", e);
        }
    }

    private static int count() {
        String[] open = new File("/proc/self/fd").list();
        return open == null ? NOT_HERE : open.length;
    }

    /** It is wrong if there are more now, and stay. */
    void requireNoneMore(Attempt attempt) throws InterruptedException {
        if (this == UNKNOWN) {
            return;
        }
        int now = count();
        for (int i = 0; now > number && i < MOST_LOOKS; i++) {
            Thread.sleep(1);
            now = count();
        }
        attempt.require(now <= number, "descriptors were %d and are %d".formatted(number, now));
    }
}
