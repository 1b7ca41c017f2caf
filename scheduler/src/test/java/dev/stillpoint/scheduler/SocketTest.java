// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.fixture.Carriers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An echo server and its clients, all of them threads of one scheduler with two carriers. */
class SocketTest {
    private static final int CLIENTS = 50;
    private static final int ROUNDS = 100;

    private final CarrierScheduler scheduler = CarrierScheduler
            .create(SchedulerConfig.defaults().withName("echo").withCarriers(2).withQueueCapacity(4));

    @AfterEach
    void close() {
        Eventually.closed(scheduler);
    }

    @Test
    void everyByteComesBackToAThreadOfOurs() throws Exception {
        LongAdder echoed = new LongAdder();
        try (ServerSocket server = new ServerSocket(0, CLIENTS, InetAddress.getLoopbackAddress())) {
            Thread accepting = Inside.start(scheduler, () -> accept(server));
            Inside.runMany(scheduler, CLIENTS, () -> echoed.add(exchange(server)));
            Eventually.ended(accepting);
        }

        assertThat(echoed.sum()).isEqualTo(CLIENTS * ROUNDS);
    }

    private static void accept(ServerSocket server) throws IOException {
        for (int i = 0; i < CLIENTS; i++) {
            Socket accepted = server.accept();
            Thread.ofVirtual().start(() -> echo(accepted));
        }
    }

    private static void echo(Socket accepted) {
        try (accepted) {
            accepted.getInputStream().transferTo(accepted.getOutputStream());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private int exchange(ServerSocket server) throws IOException {
        int good = 0;
        try (Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
            for (int i = 0; i < ROUNDS; i++) {
                socket.getOutputStream().write(i);
                boolean same = socket.getInputStream().read() == i;
                good += same && Carriers.isHere(scheduler) ? 1 : 0;
            }
        }
        return good;
    }
}
