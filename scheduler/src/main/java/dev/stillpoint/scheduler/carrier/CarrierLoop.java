package dev.stillpoint.scheduler.carrier;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import java.lang.invoke.VarHandle;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What a carrier's thread does all day: take a runnable task, run it until it unmounts, and park when there is none.
 */
final class CarrierLoop implements Runnable {

    /*
     * Sleep state, the lock-free half of park and wake.
     *
     *   AWAKE  -> DOZING    // carrier: nothing found; from here on it may be claimed, and it looks at every inlet
     *   again
     *   DOZING -> AWAKE     // carrier: the second look found work
     *   DOZING -> SEARCH    // waker: stealable work, with a searching token
     *   DOZING -> HOME      // waker: a thread came home, or the pool stops
     *   SEARCH -> AWAKE     // carrier: takes over the token
     *   HOME   -> AWAKE     // carrier
     *
     * Invariant. No wake-up is lost: a waker makes work visible, then reads the sleep state; the carrier publishes
     * DOZING, then reads the inlets. All four are separated by full fences (the CAS and the volatile store), so the
     * carrier sees the work or the waker sees DOZING.
     */

    private static final int AWAKE = 0;
    private static final int DOZING = 1;
    private static final int SEARCH = 2;
    private static final int HOME = 3;

    /** Shared inlets are looked at once in so many mounts even when local work never ends. A prime, after Go. */
    private static final int SHARED_INTERVAL = 61;

    /**
     * Threads that came home hold back memory, so they go first; but after so many in a row others get a turn, else a
     * guard holder that yields until another thread acts would keep that thread from running.
     */
    private static final int HOME_STREAK = 16;

    private static final VarHandle SLEEP = fieldVarHandle(lookup(), "sleep", VarHandle.class, CarrierLoop.class,
            int.class);

    final Carrier carrier;
    final CarrierPool pool;
    final CarrierThread thread;
    private final LocalQueue local;
    // carrier CAS and wakers CAS
    private volatile int sleep = AWAKE;
    private final CarrierCounts counts = new CarrierCounts();
    // carrier only: how often it looked for a task
    private int turns;
    // carrier only
    private int homeStreak;
    // carrier only: whether this carrier owns a searching token
    private boolean searching;

    CarrierLoop(CarrierPool pool, String name, int queueCapacity) {
        this.pool = pool;
        local = new LocalQueue(queueCapacity);
        carrier = new Carrier(name);
        carrier.loop(this);
        thread = new CarrierThread(carrier, this);
    }

    // -- the carrier

    @Override
    public void run() {
        carrier.goOnline();
        while (!pool.isStopped()) {
            Task task = next();
            if (task == null) {
                doze();
            } else {
                mount(task);
            }
        }
        carrier.goOffline();
    }

    private void mount(Task task) {
        counts.add(CarrierCount.MOUNTS);
        if (task.home() != null) {
            counts.add(CarrierCount.HOME_MOUNTS);
        }
        try {
            task.run(carrier, ContextSwitch.HOME);
        } catch (Throwable e) {
            Reports.carrierSurvived(carrier, e);
        }
    }

    private @Nullable Task next() {
        Task task = ++turns % SHARED_INTERVAL == 0 ? pollSharedInTurn() : null;
        if (task == null) {
            task = nextHere();
        }
        if (task == null) {
            task = search();
        }
        if (searching) {
            searching = false;
            pool.wakeups().stopSearching(task != null);
        } else if (task != null && local.size() != 0) {
            // A task that was requeued here woke nobody, because this carrier was to take it; now it takes another one.
            pool.wakeups().wakeOne();
        }
        return task;
    }

    /** Home first, but not for ever. */
    private @Nullable Task nextHere() {
        if (homeStreak < HOME_STREAK) {
            Task task = carrier.home().poll();
            if (task != null) {
                homeStreak++;
                return task;
            }
        }
        homeStreak = 0;
        Task task = local.poll();
        return task != null ? task : carrier.home().poll();
    }

    private @Nullable Task search() {
        Task task = pollShared();
        if (task != null) {
            return task;
        }
        if (!searching) {
            searching = true;
            pool.wakeups().startSearching();
        }
        return steal();
    }

    /** Threads that yield keep the local queue full for ever; it makes room, or spilled tasks would never run. */
    private @Nullable Task pollSharedInTurn() {
        if (pool.shared().hasSpilled() && local.size() > local.capacity() / 2) {
            spill(local.makeRoom());
        }
        return pollShared();
    }

    private @Nullable Task pollShared() {
        return pool.shared().poll(local, (turns & 1) == 0);
    }

    private @Nullable Task steal() {
        CarrierLoop[] others = pool.loops();
        int start = ThreadLocalRandom.current().nextInt(others.length);
        for (int i = 0; i < others.length; i++) {
            CarrierLoop victim = others[(start + i) % others.length];
            if (victim != this) {
                Task task = victim.local.stealInto(local);
                if (task != null) {
                    counts.add(CarrierCount.STEALS);
                    counts.add(CarrierCount.STOLEN_TASKS, 1 + local.size());
                    return task;
                }
            }
        }
        return null;
    }

    private void doze() {
        pool.wakeups().idling(1);
        sleep = DOZING;
        if (hasWork() || pool.isStopped()) {
            SLEEP.compareAndSet(this, DOZING, AWAKE);
        } else {
            // A carrier that is woken again and again for work that others take first mounts nothing. If it announced
            // only after unmounts, a driver that happened to look while it was online would wait for ever.
            counts.add(CarrierCount.PARKS);
            carrier.announceUnmount();
            carrier.goOffline();
            while (sleep == DOZING) {
                LockSupport.park(pool);
                // An interrupt meant for a thread that was mounted here must not turn parking into spinning.
                Thread.interrupted();
            }
            carrier.goOnline();
        }
        searching = sleep == SEARCH;
        sleep = AWAKE;
        pool.wakeups().idling(-1);
    }

    private boolean hasWork() {
        return !carrier.home().isEmpty() || pool.workIsVisible();
    }

    // -- its neighbours

    /** Adds a stealable task. On this carrier's thread only. */
    void push(Task task) {
        while (!local.offer(task)) {
            spill(local.spill());
        }
        VarHandle.fullFence();
    }

    private void spill(Task @Nullable [] batch) {
        if (batch == null) {
            return;
        }
        counts.add(CarrierCount.SPILLS);
        counts.add(CarrierCount.SPILLED_TASKS, batch.length);
        try {
            pool.shared().spill(batch);
        } catch (OutOfMemoryError e) {
            // The home inbox does not allocate; the tasks only lose the chance to be stolen once.
            for (Task task : batch) {
                carrier.home().push(task);
            }
        }
    }

    /** Wakes the carrier, if it dozes, to search with the caller's token. Any thread. */
    boolean claimForSearch() {
        return claim(SEARCH);
    }

    /** Wakes the carrier, if it dozes, because its home inbox has work or the pool stops. Any thread. */
    void wakeForHome() {
        claim(HOME);
    }

    private boolean claim(int reason) {
        if (sleep == DOZING && SLEEP.compareAndSet(this, DOZING, reason)) {
            LockSupport.unpark(thread);
            return true;
        }
        return false;
    }

    boolean hasStealableWork() {
        return local.size() != 0;
    }

    int queued() {
        return local.size();
    }

    CarrierCounts counts() {
        return counts;
    }
}
