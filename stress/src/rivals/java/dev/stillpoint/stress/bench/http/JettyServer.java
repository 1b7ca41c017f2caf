// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.http;

import java.net.InetAddress;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Jetty: its platform threads select, and there is a thread for each request. */
public final class JettyServer implements BlockingServer {

    private final Server server;
    private final ServerConnector connector;

    public JettyServer(ThreadFactory threads, Runnable work) throws Exception {
        QueuedThreadPool pool = new QueuedThreadPool(16);
        pool.setVirtualThreadsExecutor(Executors.newThreadPerTaskExecutor(threads));
        server = new Server(pool);
        connector = new ServerConnector(server, 1, 1);
        connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {

            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                work.run();
                Content.Sink.write(response, true, ANSWER, callback);
                return true;
            }
        });
        server.start();
    }

    @Override
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        LifeCycle.stop(server);
    }
}
