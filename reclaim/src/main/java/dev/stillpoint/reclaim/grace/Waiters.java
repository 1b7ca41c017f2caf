// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/** The threads that wait for the end of a grace period, or for their turn to drive. */
final class Waiters {

    /*
     * Sleep. A thread enters the queue, looks at what it waits for, and parks. Whoever changes that changes it first
     * and then looks through the queue. Both sides are volatile: the waker finds the thread, or the thread finds the
     * change.
     *
     * Errors. A thread may overflow its stack at any call in here. Nothing is locked, and the queue is one of those in
     * which a thread that stops half-way holds up nobody. A waker unparks a thread before it takes it out of the queue,
     * so what it leaves undone another waker does.
     */

    private final Queue<Waiter> queue = new ConcurrentLinkedQueue<>();

    /** A thread that waits. */
    static final class Waiter {

        private final Thread thread = Thread.currentThread();
        private final long gracePeriod;
        private final boolean drives;
        // the waker writes, the thread reads: whether it need not be looked for in the queue any more
        private volatile boolean gone;

        Waiter(long gracePeriod, boolean drives) {
            this.gracePeriod = gracePeriod;
            this.drives = drives;
        }
    }

    /**
     * The calling thread is about to wait for the end of {@code gracePeriod}.
     *
     * @param drives whether it can drive, if nobody else does
     */
    Waiter enter(long gracePeriod, boolean drives) {
        Waiter waiter = new Waiter(gracePeriod, drives);
        queue.add(waiter);
        return waiter;
    }

    /** The calling thread does not wait any more. */
    void leave(Waiter waiter) {
        if (!waiter.gone) {
            queue.remove(waiter);
        }
    }

    /** Wakes everybody who waits for a grace period up to {@code completed}. */
    void wakeUpTo(long completed) {
        for (Iterator<Waiter> all = queue.iterator(); all.hasNext();) {
            Waiter waiter = all.next();
            if (waiter.gracePeriod <= completed) {
                LockSupport.unpark(waiter.thread);
                all.remove();
                waiter.gone = true;
            }
        }
    }

    /** Wakes one thread that can drive. It stays in the queue until it has taken its turn, or leaves it to another. */
    void wakeDriver() {
        for (Waiter waiter : queue) {
            if (waiter.drives) {
                LockSupport.unpark(waiter.thread);
                return;
            }
        }
    }
}
