// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.http;

import java.io.IOException;
import java.util.concurrent.ThreadFactory;

/** A server that runs each connection, or each request, on a thread of its own. It answers on the loopback address. */
public interface BlockingServer extends AutoCloseable {

    /** What a request is answered with. */
    String ANSWER = "echo\n";

    /** Where it listens. */
    int port();

    @Override
    void close() throws IOException;

    /**
     * Starts the server of that name: {@code echo}, {@code jdk}, or {@code jetty}, which is another library's.
     *
     * @param threads makes the threads that answer
     * @param work runs before each answer
     */
    static BlockingServer named(String name, ThreadFactory threads, Runnable work) {
        String type = Character.toUpperCase(name.charAt(0)) + name.substring(1) + "Server";
        try {
            return Class.forName(BlockingServer.class.getPackageName() + "." + type).asSubclass(BlockingServer.class)
                    .getConstructor(ThreadFactory.class, Runnable.class).newInstance(threads, work);
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("there is no server with the name " + name
                    + "; those of other libraries are in the jar only if it was built with -Privals", e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot start the server " + name, e);
        }
    }
}
