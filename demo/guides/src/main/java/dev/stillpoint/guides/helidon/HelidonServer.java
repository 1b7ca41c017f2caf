// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides.helidon;

import dev.stillpoint.guides.Prices;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.VersionSource;
import io.helidon.webserver.WebServer;

// @start region="server"
/** Helidon makes virtual threads of the JDK's scheduler; every reader is a visitor. */
public final class HelidonServer implements AutoCloseable {

    private final WebServer server;

    public HelidonServer(VersionSource<Prices> prices, int port) {
        server = WebServer.builder()
                .port(port)
                .shutdownHook(false) // main has one, which closes the table too
                .routing(routing -> routing.get("/prices", (request, response) -> {
                    String articles = request.query().rawValue();
                    response.send(ScopedQsbr.read(() -> prices.get().list(articles)));
                }))
                .build()
                .start();
    }

    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.stop();
    }
}
// @end
