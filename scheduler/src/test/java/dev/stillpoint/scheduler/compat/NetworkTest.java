// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stillpoint.scheduler.Eventually;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NetworkTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final TwoCarriers carriers = new TwoCarriers();

    @AfterEach
    void close() {
        carriers.close();
    }

    @Test
    void blockingChannelsExchangeNumbers() throws Exception {
        int clients = 50;
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress(LOOPBACK, 0))) {
            Thread acceptor = carriers.start(() -> {
                for (int i = 0; i < clients; i++) {
                    SocketChannel accepted = server.accept();
                    carriers.start(() -> echoPlusOne(accepted));
                }
            });
            AtomicInteger numbers = new AtomicInteger();
            carriers.runMany(clients, () -> {
                try (SocketChannel client = SocketChannel.open(server.getLocalAddress())) {
                    for (int i = 0; i < 20; i++) {
                        int own = numbers.incrementAndGet();
                        client.write(ByteBuffer.allocate(Integer.BYTES).putInt(own).flip());
                        assertThat(readInt(client)).isEqualTo(own + 1);
                    }
                }
            });
            Eventually.ended(acceptor);
        }
    }

    private static void echoPlusOne(SocketChannel accepted) throws Exception {
        try (accepted) {
            for (int i = 0; i < 20; i++) {
                TwoCarriers.here();
                accepted.write(ByteBuffer.allocate(Integer.BYTES).putInt(readInt(accepted) + 1).flip());
            }
        }
    }

    private static int readInt(SocketChannel channel) throws Exception {
        ByteBuffer buffer = ByteBuffer.allocate(Integer.BYTES);
        while (buffer.hasRemaining()) {
            assertThat(channel.read(buffer)).isPositive();
        }
        return buffer.flip().getInt();
    }

    @Test
    void datagramsGoBackAndForth() throws Exception {
        try (DatagramSocket server = new DatagramSocket(0, LOOPBACK)) {
            Thread echo = carriers.start(() -> {
                DatagramPacket packet = new DatagramPacket(new byte[16], 16);
                for (int i = 0; i < 20; i++) {
                    server.receive(packet);
                    server.send(packet);
                }
            });
            carriers.call(() -> {
                try (DatagramSocket client = new DatagramSocket(0, LOOPBACK)) {
                    client.connect(server.getLocalSocketAddress());
                    for (byte i = 0; i < 20; i++) {
                        client.send(new DatagramPacket(new byte[] {i}, 1));
                        DatagramPacket answer = new DatagramPacket(new byte[16], 16);
                        client.receive(answer);
                        assertThat(answer.getData()[0]).isEqualTo(i);
                    }
                }
                return "done";
            });
            Eventually.ended(echo);
        }
    }

    @Test
    void timeoutEndsARead() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, LOOPBACK)) {
            carriers.runMany(10, () -> {
                try (Socket client = new Socket(LOOPBACK, server.getLocalPort())) {
                    client.setSoTimeout(5);
                    assertThatExceptionOfType(SocketTimeoutException.class)
                            .isThrownBy(() -> client.getInputStream().read());
                }
            });
        }
    }

    @Test
    void closeEndsAnAccept() throws Exception {
        ServerSocket server = new ServerSocket(0, 1, LOOPBACK);
        AtomicInteger ended = new AtomicInteger();
        Thread acceptor = carriers.start(() -> {
            assertThatExceptionOfType(SocketException.class).isThrownBy(server::accept);
            ended.incrementAndGet();
        });
        Eventually.waits(acceptor);
        server.close();
        Eventually.ended(acceptor);

        assertThat(ended).hasValue(1);
    }

    @Test
    void interruptEndsARead() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK);
                Socket client = new Socket(LOOPBACK, server.getLocalPort())) {
            AtomicInteger ended = new AtomicInteger();
            Thread reader = carriers.start(() -> {
                assertThatExceptionOfType(SocketException.class).isThrownBy(() -> client.getInputStream().read());
                assertThat(Thread.interrupted()).isTrue();
                ended.incrementAndGet();
            });
            Eventually.waits(reader);
            reader.interrupt();
            Eventually.ended(reader);

            assertThat(ended).hasValue(1);
        }
    }

    @Test
    void namesAreResolved() throws Exception {
        assertThat(carriers.call(() -> InetAddress.getByName("localhost").isLoopbackAddress())).isTrue();
    }
}
