// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;

/** A scheduler in a JVM that uses no socket, and then some: threads that wait already when carriers begin to. */
final class SocketsLater {

    private SocketsLater() {
    }

    public static void main(String[] args) throws Exception {
        try (CarrierScheduler scheduler = CarrierScheduler.create(SchedulerConfig.defaults().withCarriers(2))) {
            scheduler.start(() -> {
            }).join();
            // Longer than the watchdog sleeps.
            Thread.sleep(1500);
            System.out.println("without sockets: " + scheduler.socketsOnCarriers() + ", lookouts " + lookouts());
            System.out.println(scheduler.statistics().sockets().reason());
            try (ServerSocket server = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
                    Connection reads = new Connection(server);
                    Connection closed = new Connection(server)) {
                Thread reader = scheduler.start(() -> System.out.println("read: " + reads.read()));
                Thread refused = scheduler.start(() -> System.out.println("closed: " + closed.read()));
                Eventually.waits(reader);
                Eventually.waits(refused);
                Eventually.holds("carriers wait for sockets", scheduler::socketsOnCarriers);
                System.out.println("with sockets: true, lookouts " + lookouts());
                reads.client.getOutputStream().write(7);
                reader.join();
                closed.accepted.close();
                refused.join();
                reads.client.getOutputStream().write(8);
                scheduler.start(() -> System.out.println("read again: " + reads.read())).join();
            }
        }
    }

    private static long lookouts() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().endsWith("-lookout"))
                .count();
    }

    /** Both ends of a connection. */
    private record Connection(Socket client, Socket accepted) implements AutoCloseable {

        Connection(ServerSocket server) throws IOException {
            Socket opened = new Socket(server.getInetAddress(), server.getLocalPort());
            this(opened, server.accept());
        }

        int read() {
            try {
                return accepted.getInputStream().read();
            } catch (SocketException e) {
                return -2;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() throws IOException {
            client.close();
            accepted.close();
        }
    }
}
