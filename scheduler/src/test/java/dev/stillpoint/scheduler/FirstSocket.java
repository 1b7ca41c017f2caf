// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Uses the first sockets of a process inside the scheduler, closes it, and uses sockets again. */
final class FirstSocket {
    private FirstSocket() {
    }

    public static void main(String[] args) throws Exception {
        try (CarrierScheduler scheduler = CarrierScheduler.create()) {
            Inside.run(scheduler, () -> exchange(Thread.ofVirtual()));
            System.out.println("exchanged inside");
        }
        System.out.println("closed");
        Thread after = Thread.ofVirtual().start(() -> exchange(Thread.ofVirtual()));
        Eventually.ended(after);
        System.out.println("exchanged after");
    }

    /** A byte goes from the accepted side to a client that waits for it. */
    private static void exchange(Thread.Builder builder) {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread client = builder.start(() -> {
                try (Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
                    socket.getOutputStream().write(socket.getInputStream().read());
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            try (Socket accepted = server.accept()) {
                Eventually.holds("the client waits for its byte", () -> client.getState() == Thread.State.WAITING);
                accepted.getOutputStream().write(7);
                if (accepted.getInputStream().read() != 7) {
                    throw new AssertionError("another byte came back");
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
