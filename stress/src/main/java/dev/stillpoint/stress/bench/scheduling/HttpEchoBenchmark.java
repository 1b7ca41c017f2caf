// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.scheduling;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A server that blocks, one virtual thread per connection, under 64 connections that stay open. The clients are 64
 * platform threads, the same for every scheduler; throughput is requests per second, the samples give the percentiles.
 */
@BenchmarkMode({Mode.Throughput, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Threads(64)
@Fork(value = 3, jvmArgsAppend = {Contestant.OPEN_LANG})
public class HttpEchoBenchmark {

    private static final byte[] REQUEST = "GET /echo HTTP/1.1\r\nHost: localhost\r\nAccept: text/plain\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);

    /** The server of all clients. */
    @State(Scope.Benchmark)
    public static class Served {

        @Param({"default", "stillpoint", "stillpoint-pollers"})
        @SuppressWarnings("NullAway.Init") // JMH sets it
        public String scheduler;

        @Param({"1", "2"})
        public int carriers;

        @SuppressWarnings("NullAway.Init") // made in open
        private Contestant contestant;
        @SuppressWarnings("NullAway.Init") // made in open
        private HttpEcho server;

        @Setup
        public void open() throws IOException {
            contestant = Contestant.of(scheduler, carriers);
            server = new HttpEcho(contestant.factory());
        }

        /** Clients close their connections first. */
        @TearDown
        public void close() throws IOException {
            server.close();
            contestant.close();
        }
    }

    /** One client and its connection. */
    @State(Scope.Thread)
    public static class Client {

        @SuppressWarnings("NullAway.Init") // made in open
        private Socket socket;
        private final byte[] answer = new byte[HttpEcho.ANSWER_LENGTH];

        @Setup
        public void open(Served served) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), served.server.port());
            socket.setTcpNoDelay(true);
        }

        @TearDown
        public void close() throws IOException {
            socket.close();
        }
    }

    @Benchmark
    public byte request(Client client) throws IOException {
        client.socket.getOutputStream().write(REQUEST);
        if (client.socket.getInputStream().readNBytes(client.answer, 0, HttpEcho.ANSWER_LENGTH)
                != HttpEcho.ANSWER_LENGTH) {
            throw new IOException("the server hung up");
        }
        return client.answer[HttpEcho.ANSWER_LENGTH - 1];
    }
}
