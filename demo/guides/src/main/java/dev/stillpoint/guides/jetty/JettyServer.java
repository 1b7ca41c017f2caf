// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides.jetty;

import dev.stillpoint.guides.Prices;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.VersionSource;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

// @start region="server"
/** Jetty: platform threads select, and handlers run on virtual threads of the executor. */
public final class JettyServer implements AutoCloseable {

    private final Server server;
    private final ServerConnector connector;

    public JettyServer(Executor threads, VersionSource<Prices> prices, int port) throws Exception {
        QueuedThreadPool pool = new QueuedThreadPool(16);
        pool.setVirtualThreadsExecutor(threads);
        server = new Server(pool);
        connector = new ServerConnector(server, 1, 1);
        connector.setPort(port);
        server.addConnector(connector);
        server.setHandler(new GracefulHandler(new PricesHandler(prices)));
        server.setStopTimeout(10_000);
        server.start();
    }

    private static final class PricesHandler extends Handler.Abstract {

        private final VersionSource<Prices> prices;

        PricesHandler(VersionSource<Prices> prices) {
            this.prices = prices;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            String articles = request.getHttpURI().getQuery();
            Content.Sink.write(response, true, ScopedQsbr.read(() -> prices.get().list(articles)), callback);
            return true;
        }
    }

    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        LifeCycle.stop(server); // takes no new requests, and waits up to 10 s for those that run
    }
}
// @end
