// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.faults.scene;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Both ends of a connection, with small buffers, so that a writer must soon wait. */
final class Connection implements AutoCloseable {

    private static final int BUFFER = 4096;

    final ServerSocket listening;
    final Socket near;
    final Socket far;

    Connection() throws IOException {
        listening = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
        near = new Socket();
        near.setSendBufferSize(BUFFER);
        near.connect(address());
        far = listening.accept();
    }

    InetSocketAddress address() {
        return new InetSocketAddress(listening.getInetAddress(), listening.getLocalPort());
    }

    @Override
    public void close() throws IOException {
        near.close();
        far.close();
        listening.close();
    }
}
