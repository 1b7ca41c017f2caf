// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides.jdk;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.stillpoint.guides.Prices;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.VersionSource;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;

// @start region="server"
/** The JDK's own server, with a virtual thread of the executor for each request. */
public final class JdkServer implements AutoCloseable {

    private final HttpServer server;

    public JdkServer(Executor threads, VersionSource<Prices> prices, int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(port), 0);
        server.setExecutor(threads);
        server.createContext("/prices", exchange -> answer(exchange, prices));
        server.start();
    }

    private static void answer(HttpExchange exchange, VersionSource<Prices> prices) throws IOException {
        try (exchange) {
            String articles = exchange.getRequestURI().getQuery();
            // What leaves the section is a copy, and nothing is sent inside: the client may be slow.
            byte[] answer = ScopedQsbr.read(() -> prices.get().list(articles)).getBytes(US_ASCII);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(10); // takes no new requests, and waits up to 10 s for those that run
    }
}
// @end
