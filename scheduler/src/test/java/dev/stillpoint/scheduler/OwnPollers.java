// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs the socket pollers of a process on a scheduler, and closes it under sockets that go on. */
final class OwnPollers {
    private OwnPollers() {
    }

    public static void main(String[] args) throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger echoes = new AtomicInteger();
        List<Thread> outside;
        try (CarrierScheduler scheduler = owner()) {
            System.out.println("owns the pollers: " + scheduler.ownsPollers());
            System.out.println(scheduler.statistics().sockets().by());
            System.out.println("live threads: " + scheduler.liveThreads());
            Inside.run(scheduler, () -> {
                List<Thread> inside = echo(new AtomicBoolean(true), echoes);
                Eventually.ended(inside);
            });
            outside = echo(stop, echoes);
            int before = echoes.get();
            Eventually.holds("echoes outside", () -> echoes.get() > before + 200, outside);
            scheduler.shutdownNow();
        }
        System.out.println("closed");
        int atClose = echoes.get();
        Eventually.holds("echoes go on", () -> echoes.get() > atClose + 1000, outside);
        stop.set(true);
        Eventually.ended(outside);
        System.out.println("echoes went on");
        try (CarrierScheduler late = owner()) {
            System.out.println("the next one owns them: " + late.ownsPollers());
            System.out.println(late.statistics().sockets().reason());
            Inside.run(late, () -> Eventually.ended(echo(new AtomicBoolean(true), echoes)));
        }
        System.out.println("done");
    }

    private static CarrierScheduler owner() {
        return CarrierScheduler.create(SchedulerConfig.defaults().withCarriers(2).withOwnPollers(true));
    }

    /** A client and a server that send a byte to and fro until they are told to stop, once at least. */
    private static List<Thread> echo(AtomicBoolean stop, AtomicInteger echoes) throws IOException {
        ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread server = Thread.ofVirtual().start(() -> {
            try (listening; Socket socket = listening.accept()) {
                for (int read = socket.getInputStream().read(); read >= 0; read = socket.getInputStream().read()) {
                    socket.getOutputStream().write(read);
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        Thread client = Thread.ofVirtual().start(() -> {
            try (Socket socket = new Socket(listening.getInetAddress(), listening.getLocalPort())) {
                do {
                    socket.getOutputStream().write(7);
                    if (socket.getInputStream().read() != 7) {
                        throw new AssertionError("another byte came back");
                    }
                    echoes.getAndIncrement();
                } while (!stop.get());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        return List.of(server, client);
    }
}
