// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.jdk;

import dev.stillpoint.scheduler.support.SharedSetup;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The events of the sockets for which threads on the carriers of one scheduler wait: an instance of epoll for each
 * direction, and a descriptor by which whoever blocks here can be woken.
 *
 * <p>Registrations are level-triggered and made for one event, as the JDK makes them: an event that nobody has taken
 * yet is reported to whoever looks next, and one that somebody has taken is not reported again. A socket that is closed
 * leaves by itself.
 */
public final class EventQueue {

    /*
     * State. The instance for writing is itself registered, for good, in the one for reading, and so is the descriptor
     * of signals. So whoever waits for the first sees everything.
     *
     * Who may use it. Threads arm and disarm it on the carriers of the scheduler, and carriers and their lookout wait
     * for it; all of these have ended when it is closed. Only signals come from anywhere and at any time. A descriptor
     * that was closed may belong to a file of somebody else, so a signal counts itself, and then asks whether the queue
     * is open. Whoever closes it says so and then waits until nobody is counted.
     *
     * Errors. A signal may overflow its caller's stack between counting itself in and out. Then the descriptors stay
     * open when the queue is closed, which is the lesser evil.
     */

    private static final int ADD = 1;
    private static final int DELETE = 2;
    private static final int MODIFY = 3;
    private static final int READABLE = 1;
    private static final int WRITABLE = 4;
    private static final int ONE_SHOT = 1 << 30;
    private static final int NOT_REGISTERED = 2; // ENOENT

    private static final int CLOSING_ATTEMPTS = 1000;
    private static final long CLOSING_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

    private final SocketWaiters waiters;
    private final SharedSetup.Lease lease;
    private final int reads;
    private final int writes;
    private final Object signal;
    private final int signalDescriptor;
    // any thread, add: signals that are under way
    private final AtomicInteger signalling = new AtomicInteger();
    // set by close(), read by whoever signals
    private volatile boolean closed;

    /** @param lease keeps the JDK's pollers in front; closed with the queue */
    EventQueue(SocketWaiters waiters, SharedSetup.Lease lease) {
        this.waiters = waiters;
        this.lease = lease;
        int opened = 0;
        int[] descriptors = new int[3];
        try {
            reads = PollerInternals.create();
            descriptors[opened++] = reads;
            writes = PollerInternals.create();
            descriptors[opened++] = writes;
            signal = PollerInternals.newEventFd();
            signalDescriptor = PollerInternals.numberOf(signal);
            descriptors[opened++] = signalDescriptor;
            PollerInternals.unblock(signalDescriptor);
            watch(writes);
            watch(signalDescriptor);
        } catch (Throwable e) {
            for (int i = 0; i < opened; i++) {
                PollerInternals.close(descriptors[i]);
            }
            throw e;
        }
    }

    private void watch(int descriptor) {
        int error = PollerInternals.control(reads, ADD, descriptor, READABLE);
        if (error != 0) {
            throw new IllegalStateException("epoll refuses a descriptor of ours, error " + error);
        }
    }

    // -- threads on carriers

    /** Registers a descriptor for one event. Returns false if epoll refuses it. */
    boolean arm(int descriptor, boolean toRead) {
        int epoll = toRead ? reads : writes;
        int events = (toRead ? READABLE : WRITABLE) | ONE_SHOT;
        int error = PollerInternals.control(epoll, MODIFY, descriptor, events);
        if (error == NOT_REGISTERED) {
            error = PollerInternals.control(epoll, ADD, descriptor, events);
        }
        return error == 0;
    }

    /** Removes a descriptor. Returns false if it is not registered here. */
    boolean disarm(int descriptor, boolean toRead) {
        return PollerInternals.control(toRead ? reads : writes, DELETE, descriptor, 0) == 0;
    }

    // -- whoever watches it

    /** Waits for events, of both directions and of signals. */
    int await(long events, int most, int timeout) {
        return PollerInternals.await(reads, events, most, timeout);
    }

    /** The events of the other direction that are there now. */
    int takeWrites(long events, int most) {
        return PollerInternals.await(writes, events, most, 0);
    }

    boolean isWrites(int descriptor) {
        return descriptor == writes;
    }

    boolean isSignal(int descriptor) {
        return descriptor == signalDescriptor;
    }

    /** For whoever blocks here alone: a signal that came before this is not reported again. */
    void clearSignal() {
        PollerInternals.drain(signalDescriptor);
    }

    SocketWaiters waiters() {
        return waiters;
    }

    // -- anybody

    /** Ends the wait of whoever blocks here, or of the next one. Does nothing once the queue is closed. */
    public void signal() {
        // Pairs with EventQueue.close: it waits for this signal, or this call sees that the queue is closed.
        signalling.getAndIncrement();
        try {
            if (!closed) {
                PollerInternals.set(signal);
            }
        } finally {
            signalling.getAndDecrement();
        }
    }

    /**
     * Closes it. Call it after all carriers that have it, and their lookout, have ended.
     *
     * @param wakeWaiters whether threads may be left that wait here; they are woken, and wait at the JDK's pollers from
     *        then on
     */
    public void close(boolean wakeWaiters) {
        if (closed) {
            return;
        }
        // Pairs with EventQueue.signal.
        closed = true;
        lease.close();
        if (wakeWaiters) {
            waiters.wakeAll();
        }
        for (int i = 0; signalling.get() != 0 && i < CLOSING_ATTEMPTS; i++) {
            LockSupport.parkNanos(CLOSING_PAUSE);
        }
        if (signalling.get() == 0) {
            PollerInternals.close(signalDescriptor);
            PollerInternals.close(writes);
            PollerInternals.close(reads);
        }
    }
}
