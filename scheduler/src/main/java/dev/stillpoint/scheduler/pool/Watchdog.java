// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.pool;

import dev.stillpoint.scheduler.observe.Events;
import dev.stillpoint.scheduler.observe.HomeBlockedEvent;
import dev.stillpoint.scheduler.observe.SpareEvent;
import dev.stillpoint.scheduler.support.DaemonThreads;
import dev.stillpoint.scheduler.support.DaemonThreads.Restarted;
import dev.stillpoint.scheduler.support.SafeLog;
import dev.stillpoint.scheduler.task.Task;
import dev.stillpoint.scheduler.worker.Pool;
import dev.stillpoint.scheduler.worker.Worker;
import dev.stillpoint.scheduler.worker.WorkerSnapshot;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

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
     * earlier look, for longer than its limit. One whose thread computes has the processor that it is there for. A
     * spare would only make the two take turns; so it counts as stuck ten times later, for the sake of those that wait.
     * Work waits when some queue from which any worker may take is not empty.
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
     * Without spares (maxSpares 0) nobody is stuck. The thread then adds and removes workers on demand, and once a
     * second wakes those that were forgotten.
     *
     * Errors. Whoever holds the memory may be a thread that waits for a carrier, and no part of a round may wait for
     * another that fails for want of memory. So a round goes on with its next part wherever one fails. What one part
     * leaves to the next is in fields, and is set so that it is right if the part gets no further. Waking whoever was
     * forgotten, and waking a worker that stands aside to take the place of a stuck one, need no memory. A worker whose
     * processor time cannot be had counts as one that does not compute.
     *
     * Unfinished unmounts. If there was no memory for the last part of an unmount, the watchdog finishes it: at once if
     * there is memory now, else every Task.SHORTAGE_NANOS (UnfinishedUnmounts).
     *
     * Progress. A round waits for no lock.
     */

    private static final long SLEEP_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int ROUNDS_BEFORE_SLEEP = 10;
    /** How many times later a worker counts as stuck if its thread computes. */
    private static final int COMPUTING = 10;

    // The parts of a round, in their order, and the rest after it.
    private static final int LOOK = 0;
    private static final int EXCUSE = 1;
    private static final int WAKE = 2;
    private static final int FINISH = 3;
    private static final int ADJUST = 4;
    private static final int RETIRE = 5;
    private static final int FORGET = 6;
    private static final int SOCKETS = 7;
    private static final int PARTS = 9;

    private final Pool pool;
    private final Workers workers;
    private final UnfinishedUnmounts unfinished;
    private final ProcessorTime processorTime = new ProcessorTime();
    private final SpareLimits limits;
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
    // watchdog only: active workers that have been in a blocking call for longer than their limit
    private int inCalls;
    // watchdog only: active workers that have been in one mount for longer than their limit, and not in a blocking call
    private int elsewhere;
    // watchdog only: whether any active worker is in a blocking call, however short
    private boolean calling;
    // watchdog only: rounds in a row in which nothing was seen
    private int quiet;
    // watchdog only: the part of a round that comes next
    private int part = LOOK;
    // watchdog only: how many parts of this round have succeeded
    private int succeeded;
    // watchdog only: when it looked last
    private long lookedAt;
    // watchdog only: whether work waited in this round
    private boolean waiting;
    // watchdog only: whether work waits and nobody dozes who could be woken for it
    private boolean spareNeeded;
    // watchdog only: whether there was no memory to finish all unmounts
    private boolean unfinishedLeft;
    // watchdog only: whether a failed round was reported
    private boolean failureReported;
    // watchdog writes, any thread reads
    private volatile long compensations;
    // watchdog writes, any thread reads
    private volatile long rescues;
    // watchdog writes, any thread reads
    private volatile long blockedHomes;

    /** @param name the name of the pool, which is not asked for anything yet */
    Watchdog(Pool pool, String name, Workers workers, UnfinishedUnmounts unfinished, int carriers,
            SpareLimits limits) {
        this.pool = pool;
        this.workers = workers;
        this.unfinished = unfinished;
        this.carriers = carriers;
        lastCarriers = carriers;
        this.limits = limits;
        pauseNanos = limits.stuckNanos() / 2;
        neededAt = System.nanoTime();
        thread = DaemonThreads.unstarted(name.concat("-watchdog"), new Restarted(this));
    }

    Thread thread() {
        return thread;
    }

    // -- any thread

    /** Work waits, and no worker could be woken for it. Cheap unless the watchdog sleeps for long. */
    void alert() {
        if (asleep) {
            // If the caller has no stack left to unpark it, the watchdog looks by itself within a second.
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

    /** How often a worker was kept by one thread for longer than its limit while readers that must come home waited. */
    public long blockedHomes() {
        return blockedHomes;
    }

    // -- the watchdog

    @Override
    public void run() {
        while (!stopped) {
            try {
                doNext();
            } catch (Throwable e) {
                reportFailure(e);
            }
        }
    }

    /** Does the next part of a round. If it fails, the part behind it comes next all the same. */
    private void doNext() {
        int now = part;
        part = (now + 1) % PARTS;
        switch (now) {
            case LOOK -> {
                succeeded = 0;
                look();
            }
            case EXCUSE -> excuseThoseThatCompute();
            case WAKE -> wake();
            case FINISH -> finishUnmounts();
            case ADJUST -> adjust();
            case RETIRE -> retire();
            case FORGET -> workers.forgetEnded();
            case SOCKETS -> pool.watchSockets();
            default -> rest();
        }
        succeeded++;
    }

    private void rest() {
        long pause = pause(succeeded == PARTS - 1);
        quiet = pause == SLEEP_NANOS ? quiet + 1 : 0;
        if (!isWatching()) {
            LockSupport.parkNanos(this, pause);
        } else if (quiet <= ROUNDS_BEFORE_SLEEP) {
            LockSupport.parkNanos(this, Math.min(pause, pauseNanos));
        } else {
            sleep();
        }
    }

    /** @param sound whether no part of the round has failed */
    private long pause(boolean sound) {
        long pause = sound && workers.members().length == carriers ? SLEEP_NANOS : pauseNanos;
        if (sound && waiting && isWatching()) {
            pause = calling ? limits.blockingNanos() : pauseNanos;
        }
        return unfinishedLeft ? Math.min(pause, Task.SHORTAGE_NANOS) : pause;
    }

    private void sleep() {
        asleep = true;
        // Pairs with CarrierPool.enqueue and Worker.wakeForOthers: the work is seen here, or their Watchdog.alert sees
        // asleep.
        VarHandle.fullFence();
        if (!pool.workIsVisible()) {
            LockSupport.parkNanos(SLEEP_NANOS);
        }
        asleep = false;
    }

    private boolean isWatching() {
        return limits.maxSpares() != 0;
    }

    /** Allocates nothing unless somebody records. Whoever is in one mount for long enough counts as stuck for now. */
    private void look() {
        lookedAt = System.nanoTime();
        inCalls = 0;
        elsewhere = 0;
        calling = false;
        for (Worker worker : workers.members()) {
            worker.wakeIfForgotten();
            if (!isWatching() || !worker.parker().isAwake()) {
                continue;
            }
            boolean inCall = worker.isInCall();
            long nanos = worker.inSameMountFor(lookedAt);
            if (nanos >= limits.stuckNanos() && worker.blocksItsHome()) {
                noteBlockedHome(worker);
            }
            if (!worker.isAside()) {
                calling |= inCall;
                inCalls += inCall && nanos >= limits.blockingNanos() ? 1 : 0;
                elsewhere += !inCall && nanos >= limits.stuckNanos() ? 1 : 0;
            }
        }
    }

    /** Asks for processor times, which allocates. If it fails, whoever counts as stuck still does. */
    private void excuseThoseThatCompute() {
        long now = System.nanoTime();
        int stuck = 0;
        for (Worker worker : workers.members()) {
            if (isWatching() && worker.parker().isAwake() && !worker.isInCall() && !worker.isAside()) {
                stuck += isStuck(worker, worker.inSameMountFor(now), now) ? 1 : 0;
            }
        }
        elsewhere = stuck;
    }

    private boolean isStuck(Worker worker, long nanos, long now) {
        // One look before the verdict, to see how much the thread computes between the two.
        if (nanos < pauseNanos) {
            return false;
        }
        boolean computes = worker.computes(processorTime.of(worker.thread()), now);
        return nanos >= (computes ? COMPUTING * limits.stuckNanos() : limits.stuckNanos());
    }

    private void noteBlockedHome(Worker worker) {
        if (Events.arePossible()) {
            try {
                WorkerSnapshot looked = worker.look();
                if (looked.running() != null) {
                    HomeBlockedEvent.emit(worker.thread(), looked.running(), looked.blocked());
                }
            } catch (OutOfMemoryError e) {
                // A round must not fail because somebody records.
            }
        }
        blockedHomes++;
    }

    private void wake() {
        waiting = pool.workIsVisible();
        spareNeeded = waiting && !wakeDozing() && isWatching();
    }

    /** Wakes a worker if one dozes. Returns whether one dozed. */
    private boolean wakeDozing() {
        for (Worker worker : workers.members()) {
            if (worker.parker().isDozing()) {
                pool.wakeups().wakeOne();
                return true;
            }
        }
        return false;
    }

    private void finishUnmounts() {
        unfinishedLeft = true;
        unfinishedLeft = !unfinished.finish();
    }

    private void adjust() {
        int most = carriers + Math.min(inCalls + elsewhere, limits.maxSpares());
        int raised = workers.adjustTo(spareNeeded ? most : Math.max(carriers, Math.min(most, workers.goal())));
        workers.callSurplus();
        int forCalls = Math.min(raised, inCalls);
        int forOthers = Math.min(raised - forCalls, elsewhere);
        compensations += forCalls;
        rescues += forOthers;
        if (Events.arePossible() && forCalls + forOthers != 0) {
            SpareEvent.emit(forCalls, forOthers, workers.active());
        }
    }

    private void retire() {
        int goal = workers.goal();
        if (carriers < lastCarriers) {
            neededAt = lookedAt - limits.keepAliveNanos();
        } else if (goal > carriers) {
            neededAt = lookedAt;
        }
        lastCarriers = carriers;
        if (lookedAt - neededAt >= limits.keepAliveNanos()) {
            workers.dismissDownTo(goal);
        }
    }

    private void reportFailure(Throwable cause) {
        if (!failureReported) {
            failureReported = true;
            SafeLog.SCHEDULER.errorElsewhere("%s could not adapt the number of its carriers, so runnable threads may "
                    + "wait. It tries again; this is reported once.", pool, cause);
        }
    }
}
