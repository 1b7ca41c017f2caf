// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Sockets, channels and a selector of all kinds for which a thread can wait, and the other ends of them. */
final class SocketEnds implements Closeable {
    private static final int UNTIL_FULL = 100;
    private static final int CONNECTING_MILLIS = 200;

    private final List<Closeable> all = new ArrayList<>();
    final ServerSocket listening = add(new ServerSocket(0, 8, InetAddress.getLoopbackAddress()));
    final Socket near = add(new Socket(listening.getInetAddress(), listening.getLocalPort()));
    final Socket far = add(listening.accept());
    final Socket unconnected = add(new Socket());
    final SocketAddress full =
            add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress())).getLocalSocketAddress();
    final ServerSocketChannel listeningChannel = add(ServerSocketChannel.open().bind(anyPort()));
    final SocketChannel nearChannel = add(SocketChannel.open(listeningChannel.getLocalAddress()));
    final SocketChannel farChannel = add(listeningChannel.accept());
    final SocketChannel unconnectedChannel = add(SocketChannel.open());
    final DatagramSocket datagrams = add(new DatagramSocket(anyPort()));
    final DatagramChannel datagramChannel = add(DatagramChannel.open().bind(anyPort()));
    final Pipe pipe = Pipe.open();
    final Selector selector = add(Selector.open());

    SocketEnds() throws IOException {
        add(pipe.source());
        add(pipe.sink());
    }

    private synchronized <T extends Closeable> T add(T opened) {
        all.add(opened);
        return opened;
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** From now on nobody answers at {@link #full}: the queue of those who want to connect there is full. */
    void fill() throws IOException {
        for (int i = 0; i < UNTIL_FULL; i++) {
            Socket socket = add(new Socket());
            try {
                socket.connect(full, CONNECTING_MILLIS);
            } catch (SocketTimeoutException e) {
                return;
            }
        }
        throw new IOException("the queue does not get full");
    }

    void connectTo(ServerSocket server) throws IOException {
        add(new Socket(server.getInetAddress(), server.getLocalPort()));
    }

    void sendTo(int port, int value) throws IOException {
        try (DatagramSocket sender = new DatagramSocket(anyPort())) {
            sender.send(new DatagramPacket(new byte[] {(byte) value}, 1, InetAddress.getLoopbackAddress(), port));
        }
    }

    void drainFarChannel(int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes);
        while (buffer.hasRemaining() && farChannel.read(buffer) >= 0) {
            // Until all has come.
        }
    }

    /** The other side is gone without a farewell. */
    void resetFar() throws IOException {
        far.setSoLinger(true, 0);
        far.close();
    }

    @Override
    public synchronized void close() throws IOException {
        for (Closeable opened : all) {
            opened.close();
        }
    }
}
