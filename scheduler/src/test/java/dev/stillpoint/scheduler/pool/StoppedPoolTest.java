// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.Eventually;
import dev.stillpoint.scheduler.jdk.JdkAccess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A pool is stopped under threads that live, which close() never does: they end on the JDK's scheduler. */
class StoppedPoolTest {
    private static final SpareLimits LIMITS = new SpareLimits(16, 1_000_000_000, 1_000_000, 10_000_000);
    private static final int LARGE = 8 << 20;

    private final CarrierPool pool = new CarrierPool("stopped", "", JdkAccess.get(), 2, 4,
            LIMITS);
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger ended = new AtomicInteger();

    @Test
    void parkedThreadsEndElsewhere() throws Exception {
        pool.start();
        for (int i = 0; i < 20; i++) {
            start(() -> {
                LockSupport.park();
                Thread.yield();
                LockSupport.parkNanos(1000);
            });
        }
        threads.forEach(Eventually::waits);
        pool.stop();
        threads.forEach(LockSupport::unpark);

        Eventually.ended(threads);
        assertThat(ended).hasValue(20);
        assertThat(pool.look()).isEmpty();
    }

    @Test
    void threadsThatYieldAndParkAllTheTimeAreNotLost() throws Exception {
        for (int round = 0; round < 20; round++) {
            CarrierPool raced = new CarrierPool("raced", "", JdkAccess.get(), 2, 4, LIMITS);
            raced.start();
            AtomicInteger left = new AtomicInteger(3000);
            threads.clear();
            for (int i = 0; i < 12; i++) {
                Thread thread = raced.newThread(null, () -> {
                    while (left.getAndDecrement() > 0) {
                        Thread.yield();
                        LockSupport.parkNanos(1);
                    }
                });
                thread.start();
                threads.add(thread);
            }
            Eventually.holds("they are at work", () -> left.get() < 2000);
            raced.stop();

            Eventually.ended(threads);
        }
    }

    @Test
    void childrenOfThreadsThatGoOnElsewhereRun() throws Exception {
        pool.start();
        start(() -> {
            LockSupport.park();
            Thread child = Thread.startVirtualThread(ended::getAndIncrement);
            Eventually.ended(child);
        });
        threads.forEach(Eventually::waits);
        pool.stop();
        threads.forEach(LockSupport::unpark);

        Eventually.ended(threads);
        assertThat(ended).hasValue(2);
    }

    /** They wait in the queue of the carriers, and from then on at the JDK's pollers. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void threadsThatWaitForSocketsGoOnElsewhere() throws Exception {
        CarrierPool watching = SocketsAtOnce.start("watching", 4, LIMITS);
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket accepted = server.accept()) {
            Thread reader = watching.newThread(null, () -> {
                try {
                    ended.getAndAdd(accepted.getInputStream().read());
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            reader.start();
            Eventually.waits(reader);
            watching.stop();
            client.getOutputStream().write(7);

            Eventually.ended(reader);
        }
        assertThat(ended).hasValue(7);
    }

    /** Whatever it is that they wait for: bytes, a timeout, room, or that somebody closes the socket. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void waitsOfAllKindsGoOnElsewhere() throws Exception {
        CarrierPool watching = SocketsAtOnce.start("watching", 4, LIMITS);
        List<String> outcomes = Collections.synchronizedList(new ArrayList<>());
        try (ServerSocket server = new ServerSocket(0, 4, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket accepted = server.accept();
                Socket interrupted = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket impatient = new Socket(server.getInetAddress(), server.getLocalPort())) {
            Socket closed = new Socket(server.getInetAddress(), server.getLocalPort());
            impatient.setSoTimeout(500);
            waiting(watching, outcomes, () -> {
                client.getOutputStream().write(new byte[LARGE]);
                return "written";
            });
            waiting(watching, outcomes, () -> closed.getInputStream().read());
            Thread reader = waiting(watching, outcomes, () -> interrupted.getInputStream().read());
            waiting(watching, outcomes, () -> impatient.getInputStream().read());
            watching.stop();
            accepted.getInputStream().readNBytes(LARGE);
            closed.close();
            reader.interrupt();

            Eventually.ended(threads);
        }
        assertThat(outcomes).containsExactlyInAnyOrder("written", "java.net.SocketException: Socket closed",
                "java.net.SocketException: Closed by interrupt", "java.net.SocketTimeoutException: Read timed out");
    }

    private Thread waiting(CarrierPool on, List<String> outcomes, Callable<?> wait) {
        Thread thread = on.newThread(null, () -> {
            try {
                outcomes.add(wait.call().toString());
            } catch (Exception e) {
                outcomes.add(e.toString());
            }
        });
        thread.start();
        threads.add(thread);
        // The impatient one may not wait any more.
        Eventually.holds(thread + " waits", () -> thread.getState() != Thread.State.NEW
                && thread.getState() != Thread.State.RUNNABLE, thread);
        return thread;
    }

    private void start(Runnable body) {
        Thread thread = pool.newThread(null, () -> {
            body.run();
            ended.getAndIncrement();
        });
        thread.start();
        threads.add(thread);
    }
}
