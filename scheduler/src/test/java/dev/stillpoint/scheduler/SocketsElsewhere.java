// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Asks for carriers that wait for sockets, in a JVM that may have other pollers, and sends a byte to and fro. */
final class SocketsElsewhere {
    private SocketsElsewhere() {
    }

    public static void main(String[] args) throws Exception {
        try (CarrierScheduler scheduler = CarrierScheduler.create(SchedulerConfig.defaults().withCarriers(1));
                ServerSocket first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Eventually.holds("the scheduler has tried with " + first,
                    () -> scheduler.socketsOnCarriers() || scheduler.dump().contains("wait for sockets"));
            System.out.println("sockets on carriers: " + scheduler.socketsOnCarriers());
            System.out.println(scheduler.statistics().sockets().reason());
            Inside.run(scheduler, SocketsElsewhere::talk);
        }
        System.out.println("came back");
    }

    private static void talk() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket accepted = server.accept()) {
            Thread echo = Thread.ofVirtual().start(() -> {
                try {
                    accepted.getOutputStream().write(accepted.getInputStream().read());
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            client.getOutputStream().write(7);
            if (client.getInputStream().read() != 7) {
                throw new AssertionError("another byte came back");
            }
            Eventually.ended(echo);
        }
    }
}
