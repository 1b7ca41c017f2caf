// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides.tomcat;

import dev.stillpoint.guides.Prices;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.VersionSource;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.Executor;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

// @start region="server"
/** Tomcat: a platform thread polls, and requests run on virtual threads of the executor. */
public final class TomcatServer implements AutoCloseable {

    private final Tomcat server = new Tomcat();
    private final Connector connector = new Connector();

    public TomcatServer(Executor threads, VersionSource<Prices> prices, int port, String directory)
            throws LifecycleException {
        connector.setPort(port);
        connector.getProtocolHandler().setExecutor(threads);
        server.setBaseDir(directory);
        server.setConnector(connector);
        Context context = server.addContext("", null);
        Tomcat.addServlet(context, "prices", new PricesServlet(prices)).addMapping("/prices");
        server.start();
    }

    @SuppressWarnings("serial") // nobody serializes it
    private static final class PricesServlet extends HttpServlet {

        private final VersionSource<Prices> prices;

        PricesServlet(VersionSource<Prices> prices) {
            this.prices = prices;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            String articles = request.getQueryString();
            response.getWriter().write(ScopedQsbr.read(() -> prices.get().list(articles)));
        }
    }

    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() throws LifecycleException {
        connector.pause(); // takes no new requests
        connector.getProtocolHandler().closeServerSocketGraceful();
        connector.getProtocolHandler().awaitConnectionsClose(10_000); // waits up to 10 s for those that run
        server.stop();
        server.destroy();
    }
}
// @end
