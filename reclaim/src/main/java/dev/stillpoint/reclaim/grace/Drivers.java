// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.stillpoint.reclaim.grace.Waiters.Waiter;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Who drives grace periods, one platform thread at a time; the others wait, for the end or for their turn to drive. */
final class Drivers {

    /*
     * State.
     *   driving   the thread that drives, or null. Any platform thread that waits may be it, may stop half-way, and
     *             another one goes on. Never a virtual thread, so a driver cannot be left without a carrier.
     *   waiters   the others.
     *
     * Errors. A thread becomes the driver by one compare-and-set and gives that up by one store, in a finally block
     * without a call, so it cannot fail to. Nobody holds a lock. A driver that fails may leave without waking anybody;
     * the others look again after a while.
     *
     * Progress. A thread that waits either drives, or is woken when a driver leaves, or has asked the driver's own
     * thread. So a pending grace period with waiters always has a driver.
     */

    private static final VarHandle DRIVING =
            fieldVarHandle(lookup(), "driving", VarHandle.class, Drivers.class, Thread.class);

    /** A driver that overflows its stack may leave without waking anybody. So nobody waits for longer in one go. */
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** By then most grace periods are published, and many are over. */
    private static final long PUBLICATION_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final GracePeriods periods;
    private final Waiters waiters = new Waiters();
    // null to itself: any platform thread, CAS; back to null: that thread
    volatile @Nullable Thread driving;

    Drivers(GracePeriods periods) {
        this.periods = periods;
    }

    /**
     * As {@link GracePeriods#await(long, long)}.
     *
     * @param handsOn whether the caller, if it drives and its time is over, leaves the rest to the driver's own thread
     */
    boolean await(long gracePeriod, long nanos, boolean handsOn) throws InterruptedException {
        if (periods.completed() >= gracePeriod) {
            return true;
        }
        long deadline = System.nanoTime() + Math.min(nanos, Long.MAX_VALUE / 2);
        if (Thread.currentThread().isVirtual() || !StackRoom.isLeft()) {
            return awaitOthers(gracePeriod, deadline);
        }
        return driveOrAwait(gracePeriod, deadline, true, handsOn);
    }

    /**
     * For a thread that cannot drive. It waits in steps, as {@link WaitingCaller#await} does, and for the same reason:
     * where a full heap has no room for its frames it keeps its carrier, and from there perhaps the reader that it
     * waits for. The next step unmounts it, once there is room.
     */
    private boolean awaitOthers(long gracePeriod, long deadline) throws InterruptedException {
        periods.request(gracePeriod);
        Waiter waiter = waiters.enter(gracePeriod, false);
        try {
            long pause = PUBLICATION_NANOS;
            while (periods.completed() < gracePeriod) {
                boolean published = periods.requested() >= gracePeriod;
                WaitingCaller.announce();
                if (!isParkedUntil(deadline, published ? LOOK_AGAIN_NANOS : pause)) {
                    return periods.completed() >= gracePeriod;
                }
                pause = Math.min(2 * pause, LOOK_AGAIN_NANOS);
            }
            return true;
        } finally {
            waiters.leave(waiter);
        }
    }

    /** Parks once. Returns false if the deadline has passed. */
    private boolean isParkedUntil(long deadline, long most) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            return false;
        }
        LockSupport.parkNanos(this, Math.min(left, most));
        return true;
    }

    // -- the driver

    /** As {@link GracePeriods#driveTo}. */
    void driveTo(long gracePeriod) {
        try {
            driveOrAwait(gracePeriod, System.nanoTime() + Long.MAX_VALUE / 2, false, true);
        } catch (InterruptedException e) {
            throw new AssertionError("it is not interruptible", e);
        }
    }

    private boolean driveOrAwait(long gracePeriod, long deadline, boolean interruptible, boolean handsOn)
            throws InterruptedException {
        try {
            while (periods.completed() < gracePeriod) {
                if (deadline - System.nanoTime() <= 0) {
                    return false;
                }
                if (!tryDrive(gracePeriod, deadline, interruptible, handsOn)) {
                    awaitTurn(gracePeriod, deadline, interruptible);
                }
                if (interruptible && periods.completed() < gracePeriod && Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
            return true;
        } finally {
            // It may have been woken to drive, and leaves without having driven.
            if (handsOn || periods.completed() >= gracePeriod) {
                wakeDriver();
            }
        }
    }

    /** Waits while another thread drives and {@code gracePeriod} has not ended. */
    private void awaitTurn(long gracePeriod, long deadline, boolean interruptible) {
        Waiter waiter = waiters.enter(gracePeriod, true);
        try {
            long left = deadline - System.nanoTime();
            while (left > 0 && periods.completed() < gracePeriod && driving != null
                    && !(interruptible && Thread.currentThread().isInterrupted())) {
                LockSupport.parkNanos(this, Math.min(left, LOOK_AGAIN_NANOS));
                left = deadline - System.nanoTime();
            }
        } finally {
            waiters.leave(waiter);
        }
    }

    /** Drives, if nobody else does. Whatever happens, the caller is not the driver when this returns or throws. */
    private boolean tryDrive(long gracePeriod, long deadline, boolean interruptible, boolean handsOn) {
        if (driving != null) {
            return false;
        }
        Thread here = Thread.currentThread();
        try {
            if (!claim(here)) {
                return false;
            }
            drive(gracePeriod, deadline, interruptible, handsOn);
            return true;
        } finally {
            // Without a call, which could overflow the stack. An error may come after the claim, so who drives is read.
            if (driving == here) {
                driving = null;
            }
        }
    }

    /** Makes the caller the driver, if there is none. */
    boolean claim(Thread caller) {
        // Pairs with Drivers.tryDrive: what the last driver left in `current` is seen.
        return DRIVING.compareAndSet(this, null, caller);
    }

    private void drive(long gracePeriod, long deadline, boolean interruptible, boolean handsOn) {
        while (periods.completed() < gracePeriod) {
            PendingGracePeriod pending = periods.pending();
            if (pending.hasEnded()) {
                periods.complete(pending);
            } else if (interruptible && Thread.currentThread().isInterrupted()) {
                periods.request(pending.number());
                return;
            } else if (deadline - System.nanoTime() <= 0) {
                // Another thread may rely on this one to drive, so the driver's own thread takes over.
                if (handsOn) {
                    periods.request(pending.number());
                }
                return;
            } else {
                periods.pressOn(pending, deadline);
            }
        }
    }

    /** Wakes every thread whose grace period has ended. */
    void wakeWaiters() {
        waiters.wakeUpTo(periods.completed());
    }

    /** Wakes a thread that waits for its turn to drive, if nobody drives. */
    void wakeDriver() {
        if (driving == null) {
            waiters.wakeDriver();
        }
    }
}
