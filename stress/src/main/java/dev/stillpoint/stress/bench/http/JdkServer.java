// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.http;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/** The JDK's own server: a platform thread selects, and there is a thread for each request. */
public final class JdkServer implements BlockingServer {

    private final HttpServer server;

    public JdkServer(ThreadFactory threads, Runnable work) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        server.setExecutor(Executors.newThreadPerTaskExecutor(threads));
        byte[] answer = ANSWER.getBytes(StandardCharsets.US_ASCII);
        server.createContext("/", exchange -> {
            work.run();
            exchange.sendResponseHeaders(200, answer.length);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(answer);
            }
        });
        server.start();
    }

    @Override
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
