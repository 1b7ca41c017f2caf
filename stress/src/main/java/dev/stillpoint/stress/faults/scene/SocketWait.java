// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.faults.scene;

import dev.stillpoint.stress.faults.Attempt;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A wait of the calling thread for a socket, and a peer that ends it once it has begun or failed. The thread gets what
 * it waits for, or the error.
 */
abstract class SocketWait implements Runnable {

    private static final int SENT = 7;
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    final Connection connection = new Connection();
    private final Attempt attempt;
    private final Thread peer;
    // the caller writes, the peer reads
    private volatile @Nullable Thread waiting;
    // the caller writes, the peer reads
    private volatile boolean over;

    SocketWait(World world) throws IOException {
        attempt = world.attempt;
        peer = world.platformThreads().newThread(this);
        peer.setName(Attempt.OUR_THREADS + "peer");
    }

    /** Waits. Throws if something else comes of it than it should. */
    abstract void await() throws IOException;

    /** The peer's part. */
    abstract void answer() throws IOException;

    /** The wait is over or has failed, and the peer has ended: the socket must be as good as ever. */
    abstract void awaitAgain(boolean succeeded) throws IOException;

    final void operate(Attempt struck) throws IOException {
        waiting = Thread.currentThread();
        try {
            await();
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Throwable e) {
            struck.violated("an error is reported as " + e);
            throw e;
        } finally {
            over = true;
        }
    }

    @Override
    public final void run() {
        try {
            while (!over && !isParked(waiting)) {
                Thread.onSpinWait();
            }
            answer();
        } catch (IOException e) {
            attempt.violated("the peer: " + e);
        }
    }

    private static boolean isParked(@Nullable Thread thread) {
        return thread != null && (thread.getState() == Thread.State.WAITING
                || thread.getState() == Thread.State.TIMED_WAITING);
    }

    final void begin() {
        peer.start();
    }

    final void check(World world, boolean succeeded) throws Exception {
        Thread again = world.carrierThreads().newThread(() -> {
            try {
                awaitAgain(succeeded);
            } catch (Throwable e) {
                attempt.violated("the next wait: " + e);
            }
        });
        again.setName(Attempt.OUR_THREADS + "again");
        again.start();
        attempt.require(again.join(PATIENCE), "the next wait for the socket does not end");
        attempt.require(peer.join(PATIENCE), "the peer does not end");
        connection.close();
    }

    final void read() throws IOException {
        int read = connection.near.getInputStream().read();
        if (read != SENT) {
            throw new IOException("read %d where %d was sent".formatted(read, SENT));
        }
    }

    final void send() throws IOException {
        connection.far.getOutputStream().write(SENT);
    }

    /** Waits for a byte. */
    static final class Reading extends SocketWait {

        Reading(World world) throws IOException {
            super(world);
            begin();
        }

        @Override
        void await() throws IOException {
            read();
        }

        @Override
        void answer() throws IOException {
            send();
        }

        @Override
        void awaitAgain(boolean succeeded) throws IOException {
            if (!succeeded) {
                read();
            }
            send();
            read();
        }
    }

    /** Waits for a byte that does not come in time, so that the thread must leave by itself. */
    static final class TimedReading extends SocketWait {

        TimedReading(World world) throws IOException {
            super(world);
            connection.near.setSoTimeout(1);
            begin();
        }

        @Override
        void await() throws IOException {
            try {
                connection.near.getInputStream().read();
            } catch (SocketTimeoutException expected) {
                return;
            }
            throw new IOException("no timeout");
        }

        @Override
        void answer() {
            // Nothing is sent.
        }

        @Override
        void awaitAgain(boolean succeeded) throws IOException {
            connection.near.setSoTimeout(0);
            send();
            read();
        }
    }

    /** Waits for room. */
    static final class Writing extends SocketWait {

        private static final int LENGTH = 1 << 20;

        Writing(World world) throws IOException {
            super(world);
            begin();
        }

        @Override
        void await() throws IOException {
            connection.near.getOutputStream().write(new byte[LENGTH]);
        }

        @Override
        void answer() throws IOException {
            long read = connection.far.getInputStream().transferTo(OutputStream.nullOutputStream());
            if (read < LENGTH) {
                throw new IOException("read %d bytes of %d".formatted(read, LENGTH));
            }
        }

        @Override
        void awaitAgain(boolean succeeded) throws IOException {
            if (!succeeded) {
                connection.near.getOutputStream().write(new byte[LENGTH]);
            }
            // Nobody knows how much was written until it failed, so the peer reads to the end.
            connection.near.shutdownOutput();
        }
    }

    /** Waits for somebody who connects. */
    static final class Accepting extends SocketWait {

        // the caller writes, or the next one who waits
        private volatile @Nullable Socket accepted;
        private volatile @Nullable Socket connected;

        Accepting(World world) throws IOException {
            super(world);
            begin();
        }

        @Override
        void await() throws IOException {
            accepted = connection.listening.accept();
        }

        @Override
        void answer() throws IOException {
            connected = new Socket(connection.listening.getInetAddress(), connection.listening.getLocalPort());
        }

        @Override
        void awaitAgain(boolean succeeded) throws IOException {
            if (!succeeded) {
                accepted = connection.listening.accept();
            }
            close(accepted);
            while (connected == null) {
                Thread.onSpinWait();
            }
            close(connected);
        }

        private static void close(@Nullable Socket socket) throws IOException {
            if (socket != null) {
                socket.close();
            }
        }
    }
}
