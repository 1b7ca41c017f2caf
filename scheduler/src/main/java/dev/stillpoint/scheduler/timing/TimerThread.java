// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.timing;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.stillpoint.scheduler.support.DaemonThreads;
import dev.stillpoint.scheduler.support.DaemonThreads.Restarted;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A daemon thread that runs actions at their time, until it is told to end. Neither setting nor cancelling a timer
 * takes a lock.
 */
public final class TimerThread implements Runnable, Timer.Owner {

    /*
     * What it is. A wheel of timers that only this thread touches, and a stack of arrivals to which any thread pushes.
     * Arrivals are new timers, and cancelled ones that the wheel must drop. This thread takes the stack as a whole.
     *
     * State.
     *   arrivals  The newest arrival. Any thread pushes by CAS, this thread empties by exchange.
     *   wakeAt    AWAKE, or the time until which this thread sleeps. This thread writes it; whoever wakes this thread
     *             sets it to AWAKE by CAS.
     *   ending    No further timer comes. Whoever has seen to that sets it, once, and unparks this thread.
     *
     * Invariants.
     *   I1  A timer is in the stack at most once. It is sent when it is new, and after LISTED -> CANCELLED, which
     *       follows its arrival.
     *   I2  While this thread sleeps until `wakeAt`, no timer with an earlier deadline has arrived, or somebody is
     *       about to wake this thread, or somebody had no stack left to do so. The last is why this thread never
     *       sleeps for longer than a second.
     *   I3  No more than SWEEP cancelled timers wait in the stack while this thread sleeps. So a program that sets and
     *       cancels long timers needs no memory for them.
     *   I4  A timer that was sent is in the stack of arrivals, in `taken`, in the wheel, or fired. Nothing that this
     *       thread does for a timer allocates, and a round that fails is followed by one that goes on where it failed.
     *   I5  The thread ends with no timer left: all arrived before `ending` was set, so after it has seen `ending` it
     *       finds them where I4 says.
     *
     * Ordering. This thread stores wakeAt, then reads arrivals. A sender pushes to arrivals by CAS, then reads wakeAt.
     * All are volatile, so this thread sees the arrival, or the sender sees until when this thread sleeps (I2). A
     * sender that reads AWAKE leaves its timer to this thread's read of arrivals before the next sleep.
     *
     * Progress. send is lock-free. It wakes this thread only if this thread would sleep too long, and only one sender
     * does.
     */

    private static final VarHandle ARRIVALS =
            fieldVarHandle(lookup(), "arrivals", VarHandle.class, TimerThread.class, Timer.class);
    private static final VarHandle WAKE_AT =
            fieldVarHandle(lookup(), "wakeAt", VarHandle.class, TimerThread.class, long.class);

    /** Earlier than every deadline. */
    private static final long AWAKE = -1;
    /** The number of arrivals at which this thread is woken to take them; a power of two. */
    static final int SWEEP = 1024;
    private static final long PAUSE = TimeUnit.MICROSECONDS.toNanos(100);
    /** How often an action is run that an error has kept from its end. */
    private static final int ATTEMPTS = 3;
    /** After so long this thread looks by itself. */
    private static final long LONGEST_SLEEP = TimeUnit.SECONDS.toNanos(1);

    private final long origin = System.nanoTime();
    private final Consumer<Throwable> failures;
    private final Thread thread;
    /** Made here and not in each round, in which there may be no memory. */
    private final Consumer<Timer> fire = new Consumer<>() {
        @Override
        public void accept(Timer timer) {
            fire(timer);
        }
    };
    // this thread only
    private final TimerWheel wheel = new TimerWheel();
    // this thread only: arrivals that have left the stack and are not in the wheel yet
    private @Nullable Timer taken;
    // this thread only: the action of a timer that has fired, until it has ended
    private @Nullable Runnable firing;
    // this thread only: how often that was begun
    private int attempts;
    // any thread, CAS
    private volatile @Nullable Timer arrivals;
    // this thread stores, senders CAS
    private volatile long wakeAt = AWAKE;
    // any thread, once
    private volatile boolean ending;

    private TimerThread(String name, Consumer<Throwable> failures) {
        this.failures = failures;
        thread = DaemonThreads.unstarted(name, new Restarted(this));
        thread.setContextClassLoader(null);
    }

    /**
     * Starts a thread that runs until it is told to {@link #end()}.
     *
     * @param failures is told what an action throws; must neither throw nor block
     * @throws OutOfMemoryError if the operating system grants no thread
     */
    public static TimerThread start(String name, Consumer<Throwable> failures) {
        TimerThread timers = new TimerThread(name, failures);
        timers.thread.start();
        return timers;
    }

    // -- any thread

    /**
     * Runs {@code action} on this thread, not before {@code delay} nanoseconds have passed.
     *
     * @param delay in nanoseconds; zero or less means at once
     * @param action must not block, because every other timer waits for it; it is run again if it ends
     *         by an {@link OutOfMemoryError} or a {@link StackOverflowError}
     * @throws OutOfMemoryError if there is no memory for a timer; nothing will run
     */
    public Timer schedule(Runnable action, long delay) {
        Timer timer = prepare(action, delay);
        send(timer);
        return timer;
    }

    /**
     * A timer that does nothing before it is {@linkplain #send sent}. For those who must allocate more before anything
     * can happen.
     */
    public Timer prepare(Runnable action, long delay) {
        long now = now();
        return new Timer(this, now + Math.clamp(delay, 0, Long.MAX_VALUE - 1 - now), action);
    }

    @Override
    public void send(Timer timer) {
        Timer newest;
        int depth;
        do {
            newest = arrivals;
            depth = newest == null ? 1 : newest.arrivals + 1;
            timer.arrivedBefore = newest;
            timer.arrivals = depth;
            // Pairs with TimerThread.takeArrivals: it sees the timer and its link.
        } while (!ARRIVALS.compareAndSet(this, newest, timer));
        // Pairs with TimerThread.sleepUntil: the thread sees the arrival, or this call sees until when it sleeps (I2).
        long sleepsUntil = wakeAt;
        if (sleepsUntil != AWAKE && (timer.deadline < sleepsUntil || depth >= SWEEP)) {
            try {
                // Pairs with TimerThread.sleepUntil and other senders: exactly one of them wakes the thread.
                if (WAKE_AT.compareAndSet(this, sleepsUntil, AWAKE)) {
                    LockSupport.unpark(thread);
                }
            } catch (StackOverflowError e) {
                // The timer is sent, so this call must not fail. The thread looks within a second.
            }
        }
    }

    /**
     * Ends the thread as soon as it has no timer left. This does not wait. Call it when nobody will
     * {@linkplain #schedule set} a timer any more; cancelling one does no harm.
     */
    public void end() {
        // Pairs with TimerThread.run: it finds every timer that was set before.
        ending = true;
        LockSupport.unpark(thread);
    }

    /** Whether the thread runs. It may still, for a moment, when its last timer has fired. */
    boolean isAlive() {
        return thread.isAlive();
    }

    @Override
    public long now() {
        return System.nanoTime() - origin;
    }

    /** The number of timers, cancelled ones in it included; a snapshot. */
    int waiting() {
        Timer newest = arrivals;
        return wheel.size() + (newest == null ? 0 : newest.arrivals);
    }

    // -- this thread

    /** For this thread only. */
    @Override
    public void run() {
        while (true) {
            try {
                // If an error has left this thread's frames without asking their handlers.
                finishFiring();
                takeArrivals();
                long earliest = wheel.advance(now(), fire);
                // Pairs with TimerThread.end: every timer arrived before it, so it is in the wheel or seen here.
                if (ending && earliest == TimerWheel.NONE && arrivals == null) {
                    return;
                }
                sleepUntil(earliest);
            } catch (Throwable e) {
                tell(e);
            }
        }
    }

    private void takeArrivals() {
        settleTaken();
        if (arrivals != null) {
            // Pairs with TimerThread.send: the links are whole.
            taken = (Timer) ARRIVALS.getAndSet(this, null);
            settleTaken();
        }
    }

    /** A timer leaves the list once the wheel has it, or has dropped it. */
    private void settleTaken() {
        for (Timer timer = taken; timer != null; timer = taken) {
            if (timer.isCancelled()) {
                wheel.remove(timer);
            } else {
                wheel.add(timer);
            }
            taken = timer.arrivedBefore;
            timer.arrivedBefore = null;
            // From here on whoever cancels the timer may use the link again.
            if (!timer.list()) {
                wheel.remove(timer);
            }
        }
    }

    private void fire(Timer timer) {
        attempts = 0;
        firing = timer.fire();
        finishFiring();
    }

    /** No call stands between the end of the action and the store by which it is not run again. */
    private void finishFiring() {
        for (Runnable action = firing; action != null; action = firing) {
            attempts++;
            Throwable failure = null;
            try {
                action.run();
                firing = null;
            } catch (OutOfMemoryError | StackOverflowError e) {
                failure = attempts < ATTEMPTS ? null : e;
            } catch (Throwable e) {
                failure = e;
            }
            if (failure != null) {
                firing = null;
                failures.accept(failure);
            }
        }
    }

    private void tell(Throwable failure) {
        try {
            failures.accept(failure);
            // Should all rounds fail, this thread must not take a processor for that.
            LockSupport.parkNanos(PAUSE);
        } catch (Throwable e) {
            // Whoever is told must not throw. The next round goes on.
        }
    }

    private void sleepUntil(long time) {
        // Pairs with TimerThread.send: the arrival is seen below, or the sender sees until when this thread sleeps
        // (I2).
        wakeAt = time;
        if (arrivals == null) {
            LockSupport.parkNanos(this, Math.min(time - now(), LONGEST_SLEEP));
            // Nobody has a reason to interrupt this thread, but an interrupt would turn sleeping into spinning.
            Thread.interrupted();
        }
        wakeAt = AWAKE;
    }
}
