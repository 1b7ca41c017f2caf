// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.http;

import dev.stillpoint.stress.bench.scheduling.Contestant;
import java.io.IOException;

/** A server that blocks, in a JVM of its own. It prints its port, and ends when its input does. */
public final class ServerProcess {

    private ServerProcess() {
    }

    /**
     * Serves until the input ends.
     *
     * @param args the server, see {@link BlockingServer}; the scheduler, see {@link Contestant}; the number of
     *        carriers; and how many microseconds each request computes
     */
    public static void main(String[] args) throws IOException {
        int micros = Integer.parseInt(args[3]);
        try (Contestant contestant = Contestant.of(args[1], Integer.parseInt(args[2]));
                BlockingServer server = BlockingServer.named(args[0], contestant.factory(), () -> compute(micros))) {
            serve(server.port());
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

    private static void compute(int micros) {
        if (micros != 0) {
            long end = System.nanoTime() + micros * 1000L;
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
        }
    }
}
