// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.Eventually;
import dev.stillpoint.scheduler.worker.SocketWatch;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Carriers that are busy look for events only once a thread has waited for some. */
@EnabledOnOs(OS.LINUX)
class UnusedWatchTest {

    /** So many that both carriers have some of them. */
    private static final int THREADS = 8;
    private static final int YIELDS = 20_000;
    /** A carrier that is busy looks more often than once in so many turns. */
    private static final int TURNS = 200;

    private static final SpareLimits LIMITS = new SpareLimits(0, TimeUnit.SECONDS.toNanos(1),
            TimeUnit.SECONDS.toNanos(1), TimeUnit.SECONDS.toNanos(1));

    private final CarrierPool pool = SocketsAtOnce.start("unused", 256, LIMITS);

    @AfterEach
    void stop() throws InterruptedException {
        pool.stop();
    }

    @Test
    void busyCarriersDoNotLookWhereNobodyWaits() {
        // A worker takes part in the watch once it has found nothing to do.
        yieldOften();
        long before = looks();
        yieldOften();

        assertThat(looks() - before).isLessThan(THREADS * YIELDS / TURNS);
    }

    @Test
    void theyLookOnceSomebodyHasWaited() throws Exception {
        // A worker takes part in the watch once it has found nothing to do.
        yieldOften();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket accepted = server.accept()) {
            Thread reader = start(() -> read(client));
            Eventually.waits(reader);
            AtomicBoolean stop = new AtomicBoolean();
            List<Thread> busy = startAll(() -> yieldUntil(stop));
            accepted.getOutputStream().write(1);
            reader.join();
            stop.set(true);
            Eventually.ended(busy);
        }
        long before = looks();
        yieldOften();

        assertThat(looks() - before).isGreaterThan(THREADS * YIELDS / TURNS);
    }

    private long looks() {
        SocketWatch watch = pool.socketWatch();
        return watch == null ? 0 : watch.looks();
    }

    private void yieldOften() {
        Eventually.ended(startAll(() -> {
            for (int i = 0; i < YIELDS; i++) {
                Thread.yield();
            }
        }));
    }

    private List<Thread> startAll(Runnable body) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            threads.add(start(body));
        }
        return threads;
    }

    private Thread start(Runnable body) {
        Thread thread = pool.newThread(null, body);
        thread.start();
        return thread;
    }

    private static void yieldUntil(AtomicBoolean stop) {
        while (!stop.get()) {
            Thread.yield();
        }
    }

    private static void read(Socket socket) {
        try {
            assertThat(socket.getInputStream().read()).isEqualTo(1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
