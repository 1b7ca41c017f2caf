package dev.stillpoint.scheduler.carrier;

import dev.stillpoint.scheduler.event.Events;
import dev.stillpoint.scheduler.event.SpareEvent;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Watches the carriers of one pool from a thread of its own: lets a spare carrier take the place of one that is stuck
 * while work waits, sends spares away when they are no longer needed, and adds and removes carriers on demand.
 */
@SuppressWarnings("NonAtomicVolatileUpdate") // the counters have one writer
final class Watchdog implements Runnable {

    /*
     * What it is. The only thread that decides how many carriers there are; see Crew for how they come and go.
     *
     * A round. The watchdog looks at each active carrier. It counts as stuck when it is in the same mount as at an
     * earlier look, for longer than its limit. Work waits when some queue that any carrier may take from is not empty.
     *
     *   work waits, a carrier dozes            -> wake one (a waker that ran out of stack may have failed to)
     *   work waits, no carrier dozes, s stuck  -> want target + s active carriers, at most target + maxSpares
     *   else                                   -> want no more than target + s
     *   too many for keepAlive                 -> dismiss those that stand aside
     *
     * So spares come only for work that waits, and go as soon as those whose place they took are back. The home inbox
     * of a stuck carrier does not count: nobody else may run those threads.
     *
     * Sleep. While work waits a round comes each blockingLimit if a carrier is in a blocking call, each half stuckLimit
     * if not, and so it does while there are more carriers than the target. When nothing has been seen for some rounds
     * the watchdog sleeps for a second at a time. It is woken from that by whoever makes work visible and finds no
     * carrier that dozes. It publishes `asleep`, then looks at the queues; the waker makes work visible, then reads
     * `asleep`; with a full fence in between on both sides. What this misses is found a second later.
     *
     * Without spares (maxSpares 0) there is nothing to watch: the thread only adds and removes carriers on demand.
     * Tests for lost wake-ups run so, else the watchdog would repair what they look for.
     *
     * Progress. A round takes no lock.
     */

    private static final long SLEEP_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long FOREVER = Long.MAX_VALUE;
    private static final int ROUNDS_BEFORE_SLEEP = 10;

    private final CarrierPool pool;
    private final Crew crew;
    private final Compensation limits;
    private final long pauseNanos;
    private final Thread thread;

    // any thread writes, the watchdog reads
    private volatile int target;
    // watchdog writes, alerters read and clear
    private volatile boolean asleep;
    // set by close
    private volatile boolean stopped;
    // watchdog only: when spares were last wanted
    private long neededAt;
    // watchdog only
    private int lastTarget;
    // watchdog only: whether a failure to start a carrier was reported
    private boolean failureReported;
    // watchdog writes, any thread reads
    private volatile long compensations;
    // watchdog writes, any thread reads
    private volatile long rescues;

    Watchdog(CarrierPool pool, Crew crew, int target, Compensation limits) {
        this.pool = pool;
        this.crew = crew;
        this.target = target;
        lastTarget = target;
        this.limits = limits;
        pauseNanos = limits.stuckLimit().toNanos() / 2;
        neededAt = System.nanoTime();
        thread = Thread.ofPlatform().daemon().inheritInheritableThreadLocals(false).name(pool + "-watchdog")
                .unstarted(this);
    }

    Thread thread() {
        return thread;
    }

    // -- any thread

    /** Work waits and no carrier could be woken. Cheap unless the watchdog sleeps for long. */
    void alert() {
        if (asleep) {
            asleep = false;
            LockSupport.unpark(thread);
        }
    }

    int target() {
        return target;
    }

    void target(int carriers) {
        target = carriers;
        LockSupport.unpark(thread);
    }

    void stop() throws InterruptedException {
        stopped = true;
        LockSupport.unpark(thread);
        thread.join();
    }

    /** Spares that came because a thread was in a blocking call. */
    long compensations() {
        return compensations;
    }

    /** Spares that came because a carrier was stuck in any other way. */
    long rescues() {
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
        VarHandle.fullFence();
        if (!pool.workIsVisible()) {
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
        boolean waiting = watching && pool.workIsVisible();
        try {
            crew.forgetEnded();
            adjust(stuck, waiting && !wakeDozing());
        } catch (Throwable e) {
            // No memory, or no thread to be had; perhaps in the next round.
            reportFailure(e);
        }
        retire(now);
        if (waiting) {
            return stuck.calling ? limits.blockingLimit().toNanos() : pauseNanos;
        }
        if (crew.members().length != target) {
            return pauseNanos;
        }
        return watching ? SLEEP_NANOS : FOREVER;
    }

    private Stuck look(long now) {
        int inCalls = 0;
        int elsewhere = 0;
        boolean calling = false;
        for (CarrierLoop loop : crew.members()) {
            loop.callIfHomeWaits();
            if (loop.isActive() && loop.isAwake()) {
                boolean inCall = loop.isInCall();
                long nanos = loop.inSameMountFor(now);
                calling |= inCall;
                inCalls += inCall && nanos >= limits.blockingLimit().toNanos() ? 1 : 0;
                elsewhere += !inCall && nanos >= limits.stuckLimit().toNanos() ? 1 : 0;
            }
        }
        return new Stuck(inCalls, elsewhere, calling);
    }

    /** @return whether there was one that sleeps */
    private boolean wakeDozing() {
        for (CarrierLoop loop : crew.members()) {
            if (loop.isDozing()) {
                pool.wakeups().wakeOne();
                return true;
            }
        }
        return false;
    }

    private void adjust(Stuck stuck, boolean spareNeeded) {
        int most = target + Math.min(stuck.inCalls + stuck.elsewhere, limits.maxSpares());
        int raised = crew.want(spareNeeded ? most : Math.max(target, Math.min(most, crew.wanted())));
        crew.callSurplus();
        int forCalls = Math.min(raised, stuck.inCalls);
        int forOthers = Math.min(raised - forCalls, stuck.elsewhere);
        compensations += forCalls;
        rescues += forOthers;
        if (Events.arePossible() && forCalls + forOthers != 0) {
            SpareEvent.tell(forCalls, forOthers, crew.active());
        }
    }

    private void retire(long now) {
        int wanted = crew.wanted();
        if (target < lastTarget) {
            neededAt = now - limits.keepAlive().toNanos();
        } else if (wanted > target) {
            neededAt = now;
        }
        lastTarget = target;
        if (now - neededAt >= limits.keepAlive().toNanos()) {
            crew.dismissDownTo(wanted);
        }
    }

    private void reportFailure(Throwable cause) {
        if (!failureReported) {
            failureReported = true;
            Reports.noSpare(pool, cause);
        }
    }

    /**
     * The active carriers that cannot run anybody else.
     *
     * @param inCalls for longer than their limit in a blocking call
     * @param elsewhere for longer than their limit in one mount, not in a blocking call
     * @param calling whether any carrier is in a blocking call, however short
     */
    private record Stuck(int inCalls, int elsewhere, boolean calling) {

        private static final Stuck NONE = new Stuck(0, 0, false);
    }
}
