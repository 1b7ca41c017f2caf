// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.faults.scene;

import dev.stillpoint.stress.faults.Attempt;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** A thread in which no error strikes, and which reads one byte from a socket. */
final class SocketReader implements Runnable {

    private static final int SENT = 7;
    private static final int NOTHING = -2;
    private static final int CLOSED = -3;
    private static final int COMPUTING = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int BOTH_MILLIS = 100;

    private final Connection connection = new Connection();
    private final Thread thread;
    private volatile int read = NOTHING;

    private SocketReader(ThreadFactory threads) throws IOException {
        thread = threads.newThread(this);
        thread.setName(Attempt.OUR_THREADS + "socket");
    }

    /** One that waits for its byte. */
    static SocketReader waiting(ThreadFactory threads) throws IOException {
        SocketReader reader = new SocketReader(threads);
        reader.thread.start();
        while (reader.thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        return reader;
    }

    @Override
    public void run() {
        try {
            read = connection.near.getInputStream().read();
        } catch (IOException e) {
            read = CLOSED;
        }
    }

    Socket socket() {
        return connection.near;
    }

    void write() throws IOException {
        connection.far.getOutputStream().write(SENT);
    }

    /** Sends the byte while threads on both carriers compute until it was noticed. All of that on other threads. */
    void readBesideComputing(World world) throws InterruptedException {
        Thread helper = world.platformThreads().newThread(() -> {
            try {
                sendBesideComputing(world);
            } catch (Exception e) {
                world.attempt.violated("the helper: " + e);
            }
        });
        helper.setName(Attempt.OUR_THREADS + "helper");
        helper.start();
        helper.join();
    }

    private void sendBesideComputing(World world) throws Exception {
        CountDownLatch computing = new CountDownLatch(COMPUTING);
        Thread[] computers = new Thread[COMPUTING];
        for (int i = 0; i < COMPUTING; i++) {
            computers[i] = world.carrierThreads().newThread(() -> {
                computing.countDown();
                while (thread.getState() == Thread.State.WAITING) {
                    Thread.onSpinWait();
                }
            });
            computers[i].setName(Attempt.OUR_THREADS + "computing");
            computers[i].start();
        }
        // What could not be admitted to a full queue waits behind the thread that computes; then one carrier is free.
        computing.await(BOTH_MILLIS, TimeUnit.MILLISECONDS);
        write();
        for (Thread computer : computers) {
            computer.join();
        }
    }

    void requireRead(Attempt attempt) throws Exception {
        attempt.require(thread.join(PATIENCE), "a thread waits for ever for a byte that was sent");
        attempt.require(read == SENT, "%d was read where %d was sent".formatted(read, SENT));
        connection.close();
    }

    void requireClosed(Attempt attempt) throws Exception {
        socket().close();
        attempt.require(thread.join(PATIENCE), "a thread waits for ever for a socket that was closed");
        attempt.require(read == CLOSED, "%d was read from a socket that was closed".formatted(read));
        connection.close();
    }
}
