// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.jdk;

import dev.stillpoint.scheduler.support.SharedSetup;

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
     * that was closed may belong to a file of somebody else, so whoever signals asks under a lock whether it is open,
     * and it is closed under the same lock. Nobody waits for anything while he holds it, and it is given up without a
     * call, which at the end of a stack nothing else could be. A virtual thread that signals is pinned, as the JDK does
     * while it queues another one, so nobody is unmounted half-way through a wake-up.
     *
     * Errors. What the constructor has opened it closes if it fails. Closing can be repeated: each descriptor is
     * counted out after it was closed, without a call between the two.
     */

    private static final int ADD = 1;
    private static final int DELETE = 2;
    private static final int MODIFY = 3;
    private static final int READABLE = 1;
    private static final int WRITABLE = 4;
    private static final int ONE_SHOT = 1 << 30;
    private static final int NOT_REGISTERED = 2; // ENOENT
    private static final int DESCRIPTORS = 3;

    private final SocketWaiters waiters;
    private final SharedSetup.Lease lease;
    private final int reads;
    private final int writes;
    private final Object signal;
    private final int signalDescriptor;
    // filled by the constructor
    private final int[] descriptors = new int[DESCRIPTORS];
    // guarded by this: how many of them are open
    private int opened;
    // threads on carriers set it, for good, before they register; whoever watches reads
    private volatile boolean used;

    /** @param lease keeps the JDK's pollers in front; closed with the queue */
    EventQueue(SocketWaiters waiters, SharedSetup.Lease lease) {
        this.waiters = waiters;
        this.lease = lease;
        Object made = null;
        try {
            reads = PollerInternals.create();
            descriptors[opened++] = reads;
            writes = PollerInternals.create();
            descriptors[opened++] = writes;
            made = PollerInternals.newEventFd();
            signal = made;
            signalDescriptor = PollerInternals.numberOf(signal);
            descriptors[opened++] = signalDescriptor;
            PollerInternals.unblock(signalDescriptor);
            watch(writes);
            watch(signalDescriptor);
        } catch (Throwable e) {
            if (made != null && opened != DESCRIPTORS) {
                // Its number is not known yet.
                PollerInternals.closeEventFd(made);
            }
            closeDescriptors();
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
        if (!used) {
            used = true;
        }
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

    /**
     * Whether any thread has waited here. Until then a look without waiting finds nothing. The carrier on which the
     * first one registers sees it from then on, and looks.
     */
    public boolean isUsed() {
        return used;
    }

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
    public synchronized void signal() {
        if (opened == DESCRIPTORS) {
            PollerInternals.set(signal);
        }
    }

    /**
     * Closes it. Call it after all carriers that have it, and their lookout, have ended. Idempotent; any thread. If
     * this throws, call it again.
     *
     * @param wakeWaiters whether threads may be left that wait here; they are woken, and wait at the JDK's pollers from
     *        then on
     */
    public void close(boolean wakeWaiters) {
        lease.close();
        if (wakeWaiters) {
            waiters.wakeAll();
        }
        closeDescriptors();
    }

    private synchronized void closeDescriptors() {
        while (opened > 0) {
            PollerInternals.close(descriptors[opened - 1]);
            opened--;
        }
    }
}
