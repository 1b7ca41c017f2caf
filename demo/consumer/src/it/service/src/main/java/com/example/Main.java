// SPDX-License-Identifier: Apache-2.0
package com.example;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpServer;
import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.memory.BlockAllocator;
import dev.stillpoint.reclaim.memory.NativeBlock;
import dev.stillpoint.scheduler.CarrierScheduler;
import java.io.InputStream;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves numbers from memory off the heap, asks itself for some while they are replaced, and ends. */
public final class Main {

    private static final BlockAllocator MEMORY = BlockAllocator.malloc();

    public static void main(String[] args) throws Exception {
        boolean supported = CarrierScheduler.isSupported();
        try (Reclaimer reclaimer = Reclaimer.create();
                QsbrReference<NativeBlock> number = QsbrReference.of(reclaimer, load(0));
                CarrierScheduler scheduler = supported ? CarrierScheduler.create() : null;
                ExecutorService threads = supported
                        ? scheduler.newThreadPerTaskExecutor()
                        : Executors.newVirtualThreadPerTaskExecutor()) {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(threads);
            server.createContext("/", exchange -> {
                try (exchange) {
                    long read = ScopedQsbr.read(() -> number.get().segment().get(ValueLayout.JAVA_LONG, 0));
                    boolean onCarrier = Thread.currentThread().toString().contains("@stillpoint-carrier");
                    byte[] answer = (read + (onCarrier ? " on a carrier" : " by a visitor")).getBytes(US_ASCII);
                    exchange.sendResponseHeaders(200, answer.length);
                    exchange.getResponseBody().write(answer);
                }
            });
            server.start();
            try {
                for (int i = 1; i <= 3; i++) {
                    number.replace(load(i));
                    System.out.println(ask(server.getAddress().getPort()));
                }
            } finally {
                server.stop(10);
            }
        }
        System.out.println("bytes not freed: " + MEMORY.allocatedBytes());
    }

    private static NativeBlock load(long number) {
        NativeBlock block = MEMORY.allocate(Long.BYTES);
        block.segment().set(ValueLayout.JAVA_LONG, 0, number);
        return block;
    }

    private static String ask(int port) throws Exception {
        try (InputStream in = URI.create("http://127.0.0.1:" + port).toURL().openStream()) {
            return new String(in.readAllBytes(), US_ASCII);
        }
    }
}
