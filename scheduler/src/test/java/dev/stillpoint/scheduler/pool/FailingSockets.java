// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.pool;

import dev.stillpoint.scheduler.fixture.Faults;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Carriers that fail while they wait for sockets, at one point after the other, for {@link SocketErrorsTest}. */
final class FailingSockets implements Callable<List<String>> {
    private static final SpareLimits LIMITS = new SpareLimits(16, 1_000_000_000, 1_000_000, 10_000_000);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long PAUSE_MILLIS = 1;

    private final List<String> wrong = new ArrayList<>();

    @Override
    public List<String> call() throws Exception {
        CarrierPool pool = SocketsAtOnce.start("failing", 2, LIMITS);
        try (ServerSocket server = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket accepted = server.accept()) {
            int points = Faults.atEachPoint(point -> exchange(pool, client, accepted, point) && wrong.isEmpty());
            if (points == 0) {
                wrong.add("no point");
            }
        } finally {
            Faults.disarm();
        }
        pool.lifecycle().shutdown();
        pool.stop();
        return wrong;
    }

    /** A thread of ours waits for a byte, and the carriers fail on the way. Returns whether they did. */
    private boolean exchange(CarrierPool pool, Socket client, Socket accepted, int point) throws Exception {
        AtomicInteger read = new AtomicInteger();
        Thread reader = pool.newThread(null, () -> {
            try {
                read.set(accepted.getInputStream().read());
            } catch (Throwable e) {
                read.set(-1);
            }
        });
        reader.start();
        await(() -> reader.getState() == Thread.State.WAITING, "reader waits", point);
        Faults.arm(point, thread -> thread.getName().startsWith("failing-") && !thread.isVirtual(),
                StackOverflowError::new);
        client.getOutputStream().write(7);
        await(() -> !reader.isAlive(), "reader ended", point);
        boolean struck = Faults.disarm();
        if (read.get() != 7) {
            wrong.add("read " + read + " at point " + point);
        }
        return struck;
    }

    private void await(Callable<Boolean> condition, String what, int point) throws Exception {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (wrong.isEmpty() && !condition.call()) {
            if (System.nanoTime() - deadline > 0) {
                Faults.disarm();
                wrong.add("not so at point " + point + ": " + what);
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }
}
