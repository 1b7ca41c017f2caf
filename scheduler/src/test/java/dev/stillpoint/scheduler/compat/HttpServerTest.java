// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.compat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import org.junit.jupiter.api.Test;

/** The JDK's own server: it has one platform thread that accepts, and an executor for the rest. */
class HttpServerTest {
    @Test
    void everyRequestIsServedOnACarrier() throws Exception {
        try (TwoCarriers carriers = new TwoCarriers(); ExecutorService executor = carriers.executor()) {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(executor);
            server.createContext("/", HttpServerTest::echo);
            server.start();
            try {
                new HttpClients(carriers).assertThatAllAreAnswered(server.getAddress().getPort());
            } finally {
                server.stop(0);
            }
        }
    }

    private static void echo(HttpExchange exchange) throws IOException {
        Thread.yield();
        String body = exchange.getRequestURI().getPath() + " on " + TwoCarriers.here();
        byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
