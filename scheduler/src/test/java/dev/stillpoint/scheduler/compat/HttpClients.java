// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.compat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients with a connection each, all on carriers, which ask a server for the echo of a number again and again. */
final class HttpClients {
    private static final int CLIENTS = 32;
    private static final int REQUESTS = 50;

    private final TwoCarriers carriers;
    private final AtomicInteger answers = new AtomicInteger();

    HttpClients(TwoCarriers carriers) {
        this.carriers = carriers;
    }

    /** Each path must come back as the body, written by a thread on a carrier, which the body names. */
    void assertThatAllAreAnswered(int port) throws Exception {
        AtomicInteger numbers = new AtomicInteger();
        carriers.runMany(CLIENTS, () -> {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                BufferedReader reader = new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                for (int i = 0; i < REQUESTS; i++) {
                    String path = "/" + numbers.incrementAndGet();
                    ask(socket, path);
                    assertThat(answer(reader)).startsWith(path + " on compat-");
                    answers.incrementAndGet();
                }
            }
        });

        assertThat(answers).hasValue(CLIENTS * REQUESTS);
    }

    private static void ask(Socket socket, String path) throws IOException {
        String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    }

    private static String answer(BufferedReader reader) throws IOException {
        assertThat(reader.readLine()).startsWith("HTTP/1.1 200");
        int length = -1;
        for (String line = reader.readLine(); !line.isEmpty(); line = reader.readLine()) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
            }
        }
        char[] body = new char[length];
        int read = 0;
        while (read < length) {
            read += reader.read(body, read, length - read);
        }
        return new String(body);
    }
}
