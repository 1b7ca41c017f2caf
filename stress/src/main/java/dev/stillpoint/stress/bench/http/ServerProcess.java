// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.http;

import com.sun.net.httpserver.HttpServer;
import dev.stillpoint.stress.bench.scheduling.Contestant;
import dev.stillpoint.stress.bench.scheduling.HttpEcho;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/** A server that blocks, in a JVM of its own. It prints its port, and ends when its input does. */
public final class ServerProcess {

    private ServerProcess() {
    }

    /**
     * Serves until the input ends.
     *
     * @param args the server, {@code echo} or {@code jdk}; the scheduler, see {@link Contestant}; the number of
     *        carriers; and how many microseconds each request computes
     */
    public static void main(String[] args) throws IOException {
        int micros = Integer.parseInt(args[3]);
        try (Contestant contestant = Contestant.of(args[1], Integer.parseInt(args[2]))) {
            switch (args[0]) {
                case "echo" -> {
                    try (HttpEcho server = new HttpEcho(contestant.factory(), () -> compute(micros))) {
                        serve(server.port());
                    }
                }
                case "jdk" -> {
                    HttpServer server = jdkServer(contestant, micros);
                    serve(server.getAddress().getPort());
                    server.stop(0);
                }
                default -> throw new IllegalArgumentException("server must be echo or jdk, not " + args[0]);
            }
            // The clients' connections may be open still.
            System.exit(0);
        }
    }

    private static void serve(int port) throws IOException {
        System.out.println(port);
        while (System.in.read() >= 0) {
            // Nobody writes.
        }
    }

    private static HttpServer jdkServer(Contestant contestant, int micros) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        server.setExecutor(Executors.newThreadPerTaskExecutor(contestant.factory()));
        byte[] answer = "echo\n".getBytes(StandardCharsets.US_ASCII);
        server.createContext("/", exchange -> {
            compute(micros);
            exchange.sendResponseHeaders(200, answer.length);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(answer);
            }
        });
        server.start();
        return server;
    }

    private static void compute(int micros) {
        if (micros != 0) {
            long end = System.nanoTime() + micros * 1000L;
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
        }
    }
}
