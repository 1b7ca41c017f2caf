package dev.stillpoint.scheduler.worker;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/** Whether a carrier sleeps, and who may wake it for what: the lock-free half of park and wake. */
public final class Parker {

    /*
     *   AWAKE  -> DOZING   // carrier: nothing found; from here on it may be claimed, and it looks at every inlet again
     *   AWAKE  -> ASIDE    // carrier: stands by, for its home inbox only, and looks at that again
     *   DOZING -> AWAKE    // carrier: the second look found work
     *   ASIDE  -> AWAKE    // carrier: likewise
     *   DOZING -> SEARCH   // waker: stealable work, with a searching token
     *   DOZING -> CALLED   // waker: a thread came home, the pool stops, or the carrier must step aside
     *   ASIDE  -> CALLED   // waker: a thread came home, the pool stops, or the carrier may leave
     *   ASIDE  -> JOIN     // watchdog: the carrier takes stealable work again
     *   SEARCH -> AWAKE    // carrier: takes over the token
     *   CALLED -> AWAKE    // carrier
     *   JOIN   -> AWAKE    // carrier: is active, and was counted so by the waker
     *
     * Invariant. No wake-up is lost: a waker makes work visible, then reads the state; the carrier publishes DOZING or
     * ASIDE, then reads the inlets. All four are separated by full fences (the CAS and the volatile store), so the
     * carrier sees the work or the waker sees that it sleeps.
     */

    /** Why a sleep ended. */
    enum Reason {
        /** Work was found at the second look. */
        NONE,
        /** Stealable work, with a searching token. */
        SEARCH,
        /** Look around. */
        CALLED,
        /** Be active again. */
        JOIN
    }

    /**
     * Some microseconds, about what it costs to be woken by the operating system; the JDK's pool waits as long. Who
     * wakes a carrier in them does not enter the kernel.
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
    // carrier CAS and wakers CAS
    private volatile int state = AWAKE;

    Parker(Thread sleeper) {
        this.sleeper = sleeper;
    }

    // -- the carrier

    /** From here on the carrier may be claimed for work of any kind; look at every inlet after this. */
    void doze() {
        // Pairs with CarrierPool.enqueue: the second look sees its task, or it sees that the carrier sleeps.
        state = DOZING;
    }

    /** From here on the carrier may be called; look at the home inbox after this. */
    void standBy() {
        // Pairs with CarrierPool.enqueue, for threads that come home, and with Worker.dismiss: as in doze.
        state = ASIDE;
    }

    /** There is work after all. */
    Reason cancel() {
        int seen = state;
        // Pairs with Parker.wake: either the carrier wakes by itself, or it was claimed and owns the token.
        if ((seen == DOZING || seen == ASIDE) && STATE.compareAndSet(this, seen, AWAKE)) {
            return Reason.NONE;
        }
        return wakeUp();
    }

    /** Returns when somebody wakes the carrier. */
    Reason sleep() {
        for (int i = 0; i < SPINS && isAsleep(); i++) {
            Thread.onSpinWait();
        }
        while (isAsleep()) {
            LockSupport.park(this);
            // An interrupt meant for a thread that was mounted here must not turn parking into spinning.
            Thread.interrupted();
        }
        return wakeUp();
    }

    private boolean isAsleep() {
        int seen = state;
        return seen == DOZING || seen == ASIDE;
    }

    private Reason wakeUp() {
        int reason = state;
        state = AWAKE;
        return switch (reason) {
            case SEARCH -> Reason.SEARCH;
            case JOIN -> Reason.JOIN;
            default -> Reason.CALLED;
        };
    }

    // -- wakers; any thread

    /** Wakes the carrier, if it dozes, to search with the caller's token. */
    boolean claimForSearch() {
        return wake(DOZING, SEARCH);
    }

    /** Wakes the carrier, if it sleeps in any way, to look around. */
    public boolean call() {
        return wake(DOZING, CALLED) || wake(ASIDE, CALLED);
    }

    /** Wakes the carrier, if it stands by, to take stealable work. */
    boolean join() {
        return wake(ASIDE, JOIN);
    }

    /** Whether the carrier has found nothing and may be claimed for work of any kind; a snapshot. */
    public boolean isDozing() {
        return state == DOZING;
    }

    /** Whether the carrier does not sleep in any way; a snapshot. */
    public boolean isAwake() {
        return state == AWAKE;
    }

    private boolean wake(int from, int reason) {
        // Pairs with Parker.cancel and other wakers: one of them ends the sleep.
        if (state == from && STATE.compareAndSet(this, from, reason)) {
            LockSupport.unpark(sleeper);
            return true;
        }
        return false;
    }
}
