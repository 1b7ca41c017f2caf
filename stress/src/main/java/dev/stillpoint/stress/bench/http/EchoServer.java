// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.http;

import dev.stillpoint.stress.bench.scheduling.HttpEcho;
import java.io.IOException;
import java.util.concurrent.ThreadFactory;

/** Sockets and nothing else: a thread for each connection. */
public final class EchoServer implements BlockingServer {

    private final HttpEcho server;

    public EchoServer(ThreadFactory threads, Runnable work) throws IOException {
        server = new HttpEcho(threads, work);
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
