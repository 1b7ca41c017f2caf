// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.compat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.Test;

/** Jetty selects on platform threads and hands requests to its executor for virtual threads. */
class JettyTest {
    @Test
    void everyRequestIsServedOnACarrier() throws Exception {
        try (TwoCarriers carriers = new TwoCarriers(); ExecutorService executor = carriers.executor()) {
            QueuedThreadPool pool = new QueuedThreadPool(8);
            pool.setVirtualThreadsExecutor(executor);
            Server server = new Server(pool);
            ServerConnector connector = new ServerConnector(server, 1, 1);
            connector.setHost("127.0.0.1");
            server.addConnector(connector);
            server.setHandler(new Echo());
            server.start();
            try {
                new HttpClients(carriers).assertThatAllAreAnswered(connector.getLocalPort());
            } finally {
                server.stop();
            }
        }
    }

    /** Blocking, as handlers on virtual threads may be. */
    private static final class Echo extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            Thread.yield();
            String body = Request.getPathInContext(request) + " on " + TwoCarriers.here();
            byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
            response.write(true, ByteBuffer.wrap(bytes), callback);
            return true;
        }
    }
}
