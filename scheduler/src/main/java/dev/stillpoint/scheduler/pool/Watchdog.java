// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.pool;

import dev.stillpoint.scheduler.observe.Events;
import dev.stillpoint.scheduler.observe.SpareEvent;
import dev.stillpoint.scheduler.support.DaemonThreads;
import dev.stillpoint.scheduler.support.SafeLog;
import dev.stillpoint.scheduler.worker.Worker;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Watches the workers of one pool from a thread of its own. It lets a spare worker take the place of a stuck one while
 * work waits, sends spares away when they are no longer needed, and adds and removes workers on demand.
 */
@SuppressWarnings("NonAtomicVolatileUpdate") // the counters have one writer
public final class Watchdog implements Runnable {

    /*
     * What it is. The only thread that decides how many workers there are. Workers says how they come and go.
     *
     * A round. The watchdog looks at each active worker. A worker counts as stuck when it is in the same mount as at an
     * earlier look, for longer than its limit. Work waits when some queue from which any worker may take is not empty.
     *
     *   work waits, a worker dozes            -> wake one (a waker that ran out of stack may have failed to)
     *   work waits, no worker dozes, s stuck  -> carriers + s active workers, at most carriers + maxSpares
     *   else                                  -> at most carriers + s active workers
     *   too many for keepAlive                -> dismiss those that stand aside
     *
     * Here carriers is the configured number. So spares come only for work that waits, and go as soon as the workers
     * whose place they took are back. The home inbox of a stuck worker does not count, because nobody else may run
     * those threads.
     *
     * Sleep. While work waits, a round comes every half stuckLimit. If a worker is in a blocking call, it comes every
     * blockingLimit if that is shorter. While there are more or fewer workers than configured, a round also comes every
     * half stuckLimit. When nothing has been seen for some rounds, the watchdog sleeps for a second at a time. Whoever
     * makes work visible and finds no worker that dozes wakes it from that sleep. The watchdog publishes `asleep`, then
     * looks at the queues. The waker makes work visible, then reads `asleep`. Both have a full fence in between. What
     * this misses is found a second later.
     *
     * Without spares (maxSpares 0) there is nothing to watch. The thread then only adds and removes workers on demand.
     *
     * Progress. A round takes no lock.
     */

    private static final long SLEEP_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long FOREVER = Long.MAX_VALUE;
    private static final int ROUNDS_BEFORE_SLEEP = 10;

    private final String pool;
    private final Workers workers;
    private final SpareLimits limits;
    private final BooleanSupplier workIsVisible;
    /** Wakes a worker that dozes. */
    private final Runnable wakeOne;
    private final long pauseNanos;
    private final Thread thread;

    // any thread writes, the watchdog reads
    private volatile int carriers;
    // watchdog writes, alerting threads read and clear
    private volatile boolean asleep;
    // set by stop(), read by the watchdog
    private volatile boolean stopped;
    // watchdog only: when spares were last wanted
    private long neededAt;
    // watchdog only: the configured number in the last round
    private int lastCarriers;
    // watchdog only: whether a failure to start a worker was reported
    private boolean failureReported;
    // watchdog writes, any thread reads
    private volatile long compensations;
    // watchdog writes, any thread reads
    private volatile long rescues;

    Watchdog(String pool, Workers workers, int carriers, SpareLimits limits, BooleanSupplier workIsVisible,
            Runnable wakeOne) {
        this.pool = pool;
        this.workers = workers;
        this.carriers = carriers;
        lastCarriers = carriers;
        this.limits = limits;
        this.workIsVisible = workIsVisible;
        this.wakeOne = wakeOne;
        pauseNanos = limits.stuckNanos() / 2;
        neededAt = System.nanoTime();
        thread = DaemonThreads.unstarted(pool + "-watchdog", this);
    }

    Thread thread() {
        return thread;
    }

    // -- any thread

    /** Work waits, and no worker could be woken for it. Cheap unless the watchdog sleeps for long. */
    void alert() {
        if (asleep) {
            asleep = false;
            LockSupport.unpark(thread);
        }
    }

    /** The configured number of carriers: so many take work when none of them is stuck. */
    int carriers() {
        return carriers;
    }

    void setCarriers(int newCarriers) {
        carriers = newCarriers;
        LockSupport.unpark(thread);
    }

    void stop() throws InterruptedException {
        stopped = true;
        LockSupport.unpark(thread);
        thread.join();
    }

    /** How many spares came because a thread was in a blocking call. */
    public long compensations() {
        return compensations;
    }

    /** How many spares came because a worker was stuck in any other way. */
    public long rescues() {
        return rescues;
    }

    // -- the watchdog

    @Override
    public void run() {
        int quiet = 0;
        while (!stopped) {
            long pause = round(System.nanoTime());
            quiet = pause == SLEEP_NANOS ? quiet + 1 : 0;
            if (pause == FOREVER) {
                LockSupport.park(this);
            } else if (quiet <= ROUNDS_BEFORE_SLEEP) {
                LockSupport.parkNanos(Math.min(pause, pauseNanos));
            } else {
                sleep();
            }
        }
    }

    private void sleep() {
        asleep = true;
        // Pairs with CarrierPool.enqueue and Worker.next: the work is seen here, or their Watchdog.alert sees
        // asleep.
        VarHandle.fullFence();
        if (!workIsVisible.getAsBoolean()) {
            LockSupport.parkNanos(SLEEP_NANOS);
        }
        asleep = false;
    }

    /**
     * Looks once and acts.
     *
     * @return how long to wait before the next round
     */
    long round(long now) {
        boolean watching = limits.maxSpares() != 0;
        Stuck stuck = watching ? look(now) : Stuck.NONE;
        boolean waiting = watching && workIsVisible.getAsBoolean();
        try {
            workers.forgetEnded();
            adjust(stuck, waiting && !wakeDozing());
        } catch (Throwable e) {
            // There is no memory, or no thread to be had. The next round tries again.
            reportFailure(e);
        }
        retire(now);
        if (waiting) {
            return stuck.calling ? limits.blockingNanos() : pauseNanos;
        }
        if (workers.members().length != carriers) {
            return pauseNanos;
        }
        return watching ? SLEEP_NANOS : FOREVER;
    }

    private Stuck look(long now) {
        int inCalls = 0;
        int elsewhere = 0;
        boolean calling = false;
        for (Worker worker : workers.members()) {
            worker.callIfHomeWaits();
            if (!worker.isAside() && worker.parker().isAwake()) {
                boolean inCall = worker.isInCall();
                long nanos = worker.inSameMountFor(now);
                calling |= inCall;
                inCalls += inCall && nanos >= limits.blockingNanos() ? 1 : 0;
                elsewhere += !inCall && nanos >= limits.stuckNanos() ? 1 : 0;
            }
        }
        return new Stuck(inCalls, elsewhere, calling);
    }

    /** Wakes a worker if one dozes. Returns whether one dozed. */
    private boolean wakeDozing() {
        for (Worker worker : workers.members()) {
            if (worker.parker().isDozing()) {
                wakeOne.run();
                return true;
            }
        }
        return false;
    }

    private void adjust(Stuck stuck, boolean spareNeeded) {
        int most = carriers + Math.min(stuck.inCalls + stuck.elsewhere, limits.maxSpares());
        int raised = workers.adjustTo(spareNeeded ? most : Math.max(carriers, Math.min(most, workers.goal())));
        workers.callSurplus();
        int forCalls = Math.min(raised, stuck.inCalls);
        int forOthers = Math.min(raised - forCalls, stuck.elsewhere);
        compensations += forCalls;
        rescues += forOthers;
        if (Events.arePossible() && forCalls + forOthers != 0) {
            SpareEvent.emit(forCalls, forOthers, workers.active());
        }
    }

    private void retire(long now) {
        int goal = workers.goal();
        if (carriers < lastCarriers) {
            neededAt = now - limits.keepAliveNanos();
        } else if (goal > carriers) {
            neededAt = now;
        }
        lastCarriers = carriers;
        if (now - neededAt >= limits.keepAliveNanos()) {
            workers.dismissDownTo(goal);
        }
    }

    private void reportFailure(Throwable cause) {
        if (!failureReported) {
            failureReported = true;
            SafeLog.SCHEDULER.errorElsewhere(() -> "%s could not start one more carrier while others are stuck, so "
                    .formatted(pool) + "runnable threads wait. It tries again; this is reported once.", cause);
        }
    }

    /**
     * The number of active workers that cannot run anybody else.
     *
     * @param inCalls those that have been in a blocking call for longer than their limit
     * @param elsewhere those that have been in one mount for longer than their limit, and not in a blocking call
     * @param calling whether any active worker is in a blocking call, however short
     */
    private record Stuck(int inCalls, int elsewhere, boolean calling) {

        private static final Stuck NONE = new Stuck(0, 0, false);
    }
}
