// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.scheduling;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadFactory;

/** The smallest server that speaks HTTP/1.1: a thread per connection reads a request, answers, and reads the next. */
public final class HttpEcho implements AutoCloseable {

    private static final byte[] ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\necho\n"
                    .getBytes(StandardCharsets.US_ASCII);

    static final int ANSWER_LENGTH = ANSWER.length;

    private static final int END_OF_HEAD = 0x0D0A0D0A;
    private static final int BUFFER_BYTES = 1024;
    private static final int BACKLOG = 1024;

    private final ServerSocket socket = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    private final ThreadFactory factory;
    private final Runnable work;

    HttpEcho(ThreadFactory factory) throws IOException {
        this(factory, () -> {
        });
    }

    /**
     * Accepts connections of this host from now on.
     *
     * @param factory makes a thread for each connection
     * @param work is done for each request before it is answered
     */
    public HttpEcho(ThreadFactory factory, Runnable work) throws IOException {
        this.factory = factory;
        this.work = work;
        factory.newThread(this::accept).start();
    }

    /** Where it listens. */
    public int port() {
        return socket.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = socket.accept();
                connection.setTcpNoDelay(true);
                factory.newThread(() -> serve(connection)).start();
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            InputStream in = connection.getInputStream();
            byte[] buffer = new byte[BUFFER_BYTES];
            int last = 0;
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                for (int i = 0; i < count; i++) {
                    last = (last << Byte.SIZE) | (buffer[i] & 0xFF);
                    if (last == END_OF_HEAD) {
                        work.run();
                        connection.getOutputStream().write(ANSWER);
                    }
                }
            }
        } catch (IOException e) {
            // The client hung up.
        }
    }

    /** Ends the acceptor; a connection ends with its client. */
    @Override
    public void close() throws IOException {
        socket.close();
    }
}
