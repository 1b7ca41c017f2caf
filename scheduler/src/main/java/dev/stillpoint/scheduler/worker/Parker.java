// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.worker;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.stillpoint.scheduler.jdk.EventBuffer;
import dev.stillpoint.scheduler.jdk.EventQueue;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Knows whether a worker sleeps, and who may wake it for what: the lock-free half of park and wake. */
public final class Parker {

    /*
     *   AWAKE  -> DOZING   // worker: found nothing; from here on it may be claimed, and it looks at all queues again
     *   AWAKE  -> ASIDE    // worker: stands by for its home inbox only, and looks at that again
     *   DOZING -> AWAKE    // worker: the second look found work
     *   ASIDE  -> AWAKE    // worker: likewise
     *   DOZING -> SEARCH   // waker: stealable work, with the claiming flag of Wakeups set
     *   DOZING -> CALLED   // waker: a thread came home, the pool stops, or the worker must step aside
     *   ASIDE  -> CALLED   // waker: a thread came home, the pool stops, or the worker may leave
     *   ASIDE  -> JOIN     // watchdog: the worker takes stealable work again
     *   SEARCH -> AWAKE    // worker: counts itself as searching
     *   CALLED -> AWAKE    // worker: looks around
     *   JOIN   -> AWAKE    // worker: is active; the waker has counted it as such
     *
     * Invariant. No wake-up is lost. A waker makes work visible and then reads the state. The worker publishes DOZING
     * or ASIDE and then reads the queues. On each side the two steps are ordered as by a full fence: the waker's fence
     * or CAS, and the worker's volatile store. So the worker sees the work, or the waker sees that it sleeps.
     *
     * A worker may sleep in a queue of events instead of parking, as its pool's leader (SocketWatch). It publishes that
     * in `sleepsIn` and then reads the state; a waker changes the state and then reads `sleepsIn`. So the worker does
     * not block, or the waker signals the queue. A signal that comes too late wakes the next leader, which finds that
     * it still sleeps. A leader takes a signal away only while it leads, so it takes nobody else's.
     *
     * A waker may be at the end of its stack: its CAS succeeds, and it has no stack left to unpark the worker. Nobody
     * else would wake a worker that is claimed or called already. So the watchdog unparks such a worker again, which
     * costs nothing but a system call where it was just about to wake.
     */

    /** Why a sleep ended. */
    enum Reason {
        /** The second look found work. */
        NONE,
        /** There is stealable work. */
        SEARCH,
        /** The worker must look around. */
        CALLED,
        /** The worker must be active again. */
        JOIN
    }

    /**
     * Some microseconds, about as long as the operating system takes to wake a thread. The JDK's pool waits as long.
     * Waking a worker that still spins does not enter the kernel.
     */
    private static final int SPINS = 256;

    private static final int AWAKE = 0;
    private static final int DOZING = 1;
    private static final int ASIDE = 2;
    private static final int SEARCH = 3;
    private static final int CALLED = 4;
    private static final int JOIN = 5;

    private static final VarHandle STATE = fieldVarHandle(lookup(), "state", VarHandle.class, Parker.class, int.class);

    private final Thread sleeper;
    // worker: store and CAS; wakers: CAS
    private volatile int state = AWAKE;
    // worker: store; wakers read: the queue in which the worker blocks or is about to, null if it parks
    private volatile @Nullable EventQueue sleepsIn;

    Parker(Thread sleeper) {
        this.sleeper = sleeper;
    }

    // -- the worker

    /** From here on the worker may be claimed for work of any kind. The caller looks at all queues after this. */
    void doze() {
        // Pairs with CarrierPool.enqueue: the second look sees its task, or it sees that the worker sleeps.
        state = DOZING;
    }

    /** From here on the worker may be called. The caller looks at the home inbox after this. */
    void standBy() {
        // Pairs with CarrierPool.enqueue, for threads that come home, and with Worker.dismiss: as in doze.
        state = ASIDE;
    }

    /** The worker is awake, whatever it was before: somebody woke it, or it does not sleep after all. Says which. */
    Reason wakeUp() {
        int seen = state;
        // Pairs with Parker.wake: either the worker wakes by itself, or it was claimed and says so.
        if ((seen == DOZING || seen == ASIDE) && STATE.compareAndSet(this, seen, AWAKE)) {
            return Reason.NONE;
        }
        int reason = state;
        state = AWAKE;
        return switch (reason) {
            case AWAKE -> Reason.NONE;
            case SEARCH -> Reason.SEARCH;
            case JOIN -> Reason.JOIN;
            default -> Reason.CALLED;
        };
    }

    /** Sleeps until somebody wakes the worker, which then calls {@link #wakeUp}. */
    void sleep() {
        spin();
        while (isAsleep()) {
            park();
        }
    }

    /**
     * Sleeps until somebody wakes the worker, and leads the watch meanwhile if nobody does: then events end the sleep
     * too. It does not spin first if it expects to lead and to be woken by events. The worker calls {@link #wakeUp} in
     * any case.
     */
    void sleep(SocketWatch watch, EventBuffer events) {
        if (watch.isLed() || !watch.isEventful()) {
            spin();
        }
        boolean led = false;
        try {
            while (isAsleep() && !events.hasEvents()) {
                led = watch.tryLead(this);
                if (led) {
                    // Pairs with Parker.rouse: the worker sees that it was woken, or the waker signals.
                    sleepsIn = watch.queue;
                    awaitEvents(events);
                } else {
                    park();
                }
            }
        } finally {
            // No call may stand before these stores: a lead that is not ended leaves everybody parked.
            sleepsIn = null;
            if (watch.leader == this) {
                watch.leader = null;
            }
        }
        if (led) {
            watch.leadEnded(events.hasEvents());
        }
    }

    private void awaitEvents(EventBuffer events) {
        boolean found = false;
        while (!found && isAsleep()) {
            found = events.await();
        }
    }

    private void spin() {
        for (int i = 0; i < SPINS && isAsleep(); i++) {
            Thread.onSpinWait();
        }
    }

    private void park() {
        LockSupport.park(this);
        // An interrupt meant for a thread that was mounted here must not turn parking into spinning.
        Thread.interrupted();
    }

    private boolean isAsleep() {
        int seen = state;
        return seen == DOZING || seen == ASIDE;
    }

    // -- wakers; any thread

    /** Wakes the worker, if it dozes, to search. */
    boolean claimForSearch() {
        return wake(DOZING, SEARCH);
    }

    /** Wakes the worker, if it sleeps in any way, to look around. */
    public boolean call() {
        return wake(DOZING, CALLED) || wake(ASIDE, CALLED);
    }

    /** Wakes the worker, if it dozes, to look around. */
    public boolean callDozing() {
        return wake(DOZING, CALLED);
    }

    /** Wakes the worker, if it stands by, to take stealable work. */
    boolean join() {
        return wake(ASIDE, JOIN);
    }

    /** Wakes a worker that was claimed or called and has not woken yet once more. For the watchdog. */
    public void insist() {
        int seen = state;
        if (seen == SEARCH || seen == CALLED || seen == JOIN) {
            rouse();
        }
    }

    /** Whether the worker has found nothing and may be claimed for work of any kind; a snapshot. */
    public boolean isDozing() {
        return state == DOZING;
    }

    /** Whether the worker does not sleep in any way; a snapshot. */
    public boolean isAwake() {
        return state == AWAKE;
    }

    private boolean wake(int from, int reason) {
        // Pairs with Parker.wakeUp and other wakers: exactly one of them ends the sleep.
        if (state == from && STATE.compareAndSet(this, from, reason)) {
            try {
                rouse();
            } catch (StackOverflowError e) {
                // It is claimed or called all the same. The watchdog unparks it within a second, see insist.
            }
            return true;
        }
        return false;
    }

    private void rouse() {
        // Pairs with Parker.sleep: the state was changed before this.
        EventQueue queue = sleepsIn;
        if (queue == null) {
            LockSupport.unpark(sleeper);
        } else {
            queue.signal();
        }
    }
}
