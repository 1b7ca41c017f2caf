// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.worker;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CarrierRegistry;
import dev.stillpoint.scheduler.carrier.CarrierThread;
import dev.stillpoint.scheduler.jdk.BlockingListener;
import dev.stillpoint.scheduler.observe.CarrierCount;
import dev.stillpoint.scheduler.observe.CarrierCounts;
import dev.stillpoint.scheduler.observe.CarrierEvents;
import dev.stillpoint.scheduler.queue.RunQueue;
import dev.stillpoint.scheduler.queue.TaskInbox;
import dev.stillpoint.scheduler.queue.TaskSelector;
import dev.stillpoint.scheduler.support.SafeLog;
import dev.stillpoint.scheduler.task.Task;
import dev.stillpoint.scheduler.worker.Parker.Reason;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A carrier at work: its thread takes a runnable task, runs it until it unmounts, and sleeps when there is none.
 *
 * <p>A worker is active or stands aside. An active worker takes tasks from everywhere. One that stands aside serves
 * only the threads that must come home to its carrier. {@code pool.Workers} says how workers come and go.
 */
public final class Worker implements Runnable, Task.Host, RunQueue.Owner, Wakeups.Sleeper, BlockingListener {

    /** How many threads a round runs at most. */
    private static final int MOUNTS = 61;

    private static final VarHandle RUNNING = fieldVarHandle(lookup(), "running", VarHandle.class, Worker.class,
            Task.class);

    private final Pool pool;
    private final CarrierThread thread;
    private final Carrier carrier;
    /** Threads that must resume here. Any thread pushes, only this worker takes. */
    private final TaskInbox homeInbox = new TaskInbox();
    private final CarrierCounts counts = new CarrierCounts();
    private final CarrierEvents events = new CarrierEvents(counts);
    private final RunQueue runQueue;
    private final TaskSelector selector;
    private final Parker parker;
    private final BlockingCalls blockingCalls;
    private final ThreadCounter threadCounter;
    // this worker only: null as long as the JDK's pollers have the sockets of its threads
    private @Nullable SocketDuty sockets;
    // watchdog only: the last mount of which it was noted that readers wait for its end
    private long blockedHomeMount = -1;
    /** What the watchdog has seen of this worker. */
    private final MountAge mountAge = new MountAge();
    // this worker only: what it does next. A field, because run() is called again if an error leaves it
    private Stage stage = Stage.COMING;
    // this worker only: whether it is counted as idle
    private boolean idling;
    // this worker only: whether it is counted as searching
    private boolean searching;
    // this worker only: what it was woken for and has not done yet
    private Reason woken = Reason.NONE;
    // this worker only: a task that was taken out of a queue and has not run yet
    private @Nullable Task inHand;
    // this worker writes, release; any thread reads, acquire, and sees the task's continuation. The task that was
    // mounted last, or null once the worker has gone to sleep
    private @Nullable Task running;
    // this worker writes, any thread reads: whether it serves only the threads that must come home
    private volatile boolean aside;
    // the watchdog sets, this worker clears: whether it may leave when it is nobody's home
    private volatile boolean dismissed;

    /**
     * Makes a worker whose thread is not started.
     *
     * @param name the name of the carrier and its thread
     * @param queueCapacity the number of tasks that its own queue holds; a power of two, at least 2
     */
    public Worker(Pool pool, String name, int queueCapacity) {
        this.pool = pool;
        thread = new CarrierThread(name, this, this);
        carrier = thread.carrier();
        runQueue = new RunQueue(queueCapacity, pool.shared(), homeInbox, counts);
        selector = new TaskSelector(homeInbox, runQueue);
        parker = new Parker(thread);
        blockingCalls = new BlockingCalls(carrier, counts);
        // Last, because somebody must give it back.
        threadCounter = pool.lifecycle().newCounter();
    }

    // -- the carrier's thread

    /** What a worker does next. */
    private enum Stage {
        /** It is counted as active, but grace periods do not know it yet. */
        COMING,
        /** It could not begin, and is to be counted out. */
        LOST,
        /** It begins, or a round has failed: online, and with a look at all queues. */
        UNSOUND,
        /** It runs threads. */
        SERVING,
        /** It is nobody's home, or the pool is stopped. */
        LEAVING,
        /** Nothing is left to do. */
        GONE
    }

    /** May be called again if it throws: then it goes on where it was. */
    @Override
    public void run() {
        while (stage != Stage.GONE) {
            try {
                step();
            } catch (Throwable e) {
                stepFailed(e);
            }
        }
    }

    /** No call stands between what a step does and the store by which it is not done again. */
    private void step() {
        if (stage == Stage.SERVING) {
            if (mayLeave()) {
                stage = Stage.LEAVING;
            } else {
                round();
            }
        } else if (stage == Stage.UNSOUND) {
            recover();
            stage = Stage.SERVING;
        } else if (stage == Stage.COMING) {
            CarrierRegistry.add(carrier);
            stage = Stage.UNSOUND;
        } else if (stage == Stage.LOST) {
            pool.lose();
            stage = Stage.GONE;
        } else {
            leave();
            stage = Stage.GONE;
        }
    }

    private void stepFailed(Throwable cause) {
        if (stage == Stage.COMING) {
            stage = Stage.LOST;
            SafeLog.SCHEDULER.errorElsewhere("%s cannot begin; another carrier takes its place.", carrier, cause);
        } else {
            stage = stage == Stage.SERVING ? Stage.UNSOUND : stage;
            reportSurvived(cause);
        }
    }

    private boolean mayLeave() {
        if (sockets != null && sockets.isBusy()) {
            return false;
        }
        return inHand == null && (pool.isStopped() || (aside && dismissed && isNobodysHome()));
    }

    private void round() {
        if (!begin()) {
            return;
        }
        if (inHand == null) {
            inHand = aside ? homeInbox.poll() : next();
        }
        if (inHand != null) {
            runOnce(inHand);
            goOn();
        } else if (aside) {
            standBy();
        } else {
            doze();
        }
    }

    /** What comes before each mount. Returns false if this worker stands aside from now on. */
    private boolean begin() {
        if (sockets != null && !aside) {
            sockets.turn(runQueue);
        }
        if (!aside && !searching && pool.stepAside()) {
            standAside();
            return false;
        }
        runQueue.settle();
        events.emit();
        return true;
    }

    /**
     * Runs what else is in this worker's own queues, and asks before each mount all that a round asks. A round could do
     * it, but it takes longer: the way from one thread to the next is the hottest one here, and as a loop without all
     * that a round does besides it is compiled as a whole. The loop is left now and then because the JVM compiles a
     * method that never returns less well. If a call fails, no task is lost: the next round settles what is in transit,
     * and runs what this worker has in its hands.
     */
    private void goOn() {
        for (int mounts = 1; mounts < MOUNTS && inHand == null && !aside && !pool.isStopped(); mounts++) {
            Task task = begin() ? selector.next() : null;
            if (task == null) {
                return;
            }
            inHand = task;
            wakeForOthers(true);
            runOnce(task);
        }
    }

    /**
     * A round has failed. The carrier's own stack does not overflow, and little of a round allocates, so this is rare;
     * but a carrier that ended here would leave its threads behind, and would be counted on for ever. Everything is
     * set, so it is right wherever the round failed, and is repeated until it succeeds. The rounds that follow run what
     * the worker has, and then look at all queues.
     */
    private void recover() {
        carrier.goOnline();
        pool.wakeups().clearClaim();
        endIdling();
        wakeUp();
    }

    /**
     * The way out of the protocol, and the first step counts most: every grace period to come would wait for a carrier
     * that ended online. Each step is idempotent, and all are repeated until none fails.
     */
    private void leave() {
        carrier.goOffline();
        CarrierRegistry.remove(carrier);
        pool.lifecycle().idle();
        if (sockets != null) {
            sockets.end();
        }
    }

    private void runOnce(Task task) {
        // The thread before may have ended, or overflowed its stack, inside a blocking call.
        blockingCalls.end();
        counts.add(CarrierCount.MOUNTS);
        if (task.home() != null) {
            counts.add(CarrierCount.HOME_MOUNTS);
            task.homeWaitEnds();
        }
        // Pairs with Worker.look: whoever sees the task sees its continuation, which knows the thread.
        RUNNING.setRelease(this, task);
        try {
            task.run(this);
            inHand = null;
        } catch (OutOfMemoryError | StackOverflowError e) {
            // The thread has not run, and is in no queue any more. The next round tries again.
            throw e;
        } catch (Throwable e) {
            inHand = null;
            reportSurvived(e);
        }
        if (aside) {
            handOver();
        }
    }

    private @Nullable Task next() {
        Task task = selector.next();
        if (task == null) {
            joinWatch();
            if (sockets != null && sockets.look()) {
                task = selector.next();
            }
        }
        if (task == null) {
            task = search();
        }
        if (task == null) {
            // If this fails, the next round searches again: a worker must not sleep while it is counted as searching.
            wakeForOthers(false);
            return null;
        }
        try {
            wakeForOthers(true);
        } catch (Throwable e) {
            // The task is in no queue any more, so it must be run. The watchdog wakes somebody for the others.
            reportSurvived(e);
        }
        return task;
    }

    /**
     * Takes part in the watch over the sockets from now on, if there is one. It is called where this worker has nothing
     * to run: its threads then register their sockets with the pool. If there is no memory for that, they go on with
     * the JDK's pollers until the next time.
     */
    private void joinWatch() {
        SocketWatch watch = sockets == null ? pool.socketWatch() : null;
        if (watch != null) {
            try {
                sockets = new SocketDuty(watch);
                thread.register(watch.queue());
            } catch (OutOfMemoryError e) {
                // The next time.
            }
        }
    }

    /** Wakes another worker for what this one leaves in the queues. */
    private void wakeForOthers(boolean found) {
        if (searching) {
            boolean last = pool.wakeups().stopSearching();
            searching = false;
            if (last && found) {
                pool.wakeups().wakeForMore();
            }
        } else if (found && runQueue.hasUnannounced()) {
            // Nobody has been woken so far for a task that was requeued here, or that came along from the shared queue.
            runQueue.announced();
            // Pairs with Parker.doze and Watchdog.sleep: whoever falls asleep sees the tasks, or this worker sees that
            // it sleeps.
            VarHandle.fullFence();
            pool.wakeups().wakeOne();
        }
    }

    private @Nullable Task search() {
        Task task = runQueue.pollSubmitted();
        if (task != null) {
            return task;
        }
        if (!searching) {
            pool.wakeups().startSearching();
            searching = true;
        }
        return runQueue.steal(pool.workers());
    }

    private void reportSurvived(Throwable cause) {
        SafeLog.SCHEDULER.errorElsewhere("%s caught an error between two threads and goes on.", carrier, cause);
    }

    // -- sleeping

    private void doze() {
        announceInVain();
        pool.wakeups().idling(1);
        idling = true;
        try {
            parker.doze();
            if (homeInbox.isEmpty() && !pool.workIsVisible() && !pool.isStopped()) {
                sleepOffline();
            }
        } finally {
            endIdling();
        }
        wakeUp();
    }

    private void endIdling() {
        if (idling) {
            pool.wakeups().idling(-1);
            idling = false;
        }
    }

    private void standBy() {
        announceInVain();
        parker.standBy();
        if (homeInbox.isEmpty() && !mayLeave()) {
            sleepOffline();
        }
        wakeUp();
    }

    /** Wakes up, and does what somebody wanted of this worker. If it fails, that is done in the next call. */
    private void wakeUp() {
        if (woken == Reason.NONE) {
            woken = parker.wakeUp();
        }
        if (woken == Reason.SEARCH) {
            pool.wakeups().takeOver();
            searching = true;
        } else if (woken == Reason.JOIN) {
            dismissed = false;
            aside = false;
        }
        woken = Reason.NONE;
    }

    /**
     * Announces a quiescent state without an unmount. A worker mounts nothing if it is woken again and again for work
     * that others take first, or if it looks on while another one has little to do. If it announced only after
     * unmounts, a driver that happened to look while it was online would wait for ever.
     */
    private void announceInVain() {
        carrier.announceUnmount();
    }

    private void sleepOffline() {
        carrier.goOffline();
        counts.add(CarrierCount.PARKS);
        // Needs no pair: null publishes nothing.
        RUNNING.setRelease(this, null);
        // Nobody may come for hours, and the last thread, which may have ended, must not be kept for so long.
        carrier.mounting(null);
        pool.lifecycle().idle();
        if (sockets == null || aside) {
            parker.sleep();
        } else {
            sockets.sleep(parker);
        }
        carrier.goOnline();
    }

    /** Stops being active, and leaves what is queued here to others. */
    private void standAside() {
        aside = true;
        handOver();
        // Pairs with SocketWatch.tryLead, after the full fence of handOver: one that dozes is found here, or finds that
        // nobody leads.
        SocketWatch watch = pool.socketWatch();
        if (watch != null && !watch.isLed()) {
            pool.callDozing();
        }
    }

    /** Gives the tasks of this worker away, and wakes another worker for these and for those it did not look for. */
    private void handOver() {
        runQueue.drain();
        // Pairs with CarrierPool.enqueue: either it woke nobody because this worker was awake, and its task is seen
        // here; or it finds this worker gone.
        VarHandle.fullFence();
        if (pool.workIsVisible()) {
            pool.wakeups().wakeOne();
        }
    }

    /** Whether no thread has to come home here. For good, if no thread is mounted and the worker stands aside. */
    private boolean isNobodysHome() {
        return carrier.isNobodysHome() && homeInbox.isEmpty();
    }

    // -- the thread that is mounted here

    /** The counter of the threads that start and end on this carrier. */
    public ThreadCounter threadCounter() {
        return threadCounter;
    }

    /** The same counter if the pool counts the calling thread, else null; see {@link Lifecycle}. */
    public @Nullable ThreadCounter counterOfMounted() {
        Task mounted = running;
        boolean counted = mounted != null && mounted.isOf(pool) && carrier.mountedThread() == Thread.currentThread();
        return counted ? threadCounter : null;
    }

    @Override
    public boolean blockingBegins() {
        return blockingCalls.begin();
    }

    @Override
    public void blockingEnds() {
        blockingCalls.end();
    }

    // -- any thread

    /** Whether this worker belongs to {@code candidate}. */
    public boolean isOf(Pool candidate) {
        return pool == candidate;
    }

    @Override
    public Carrier carrier() {
        return carrier;
    }

    /** The carrier's thread. The pool starts it. */
    public CarrierThread thread() {
        return thread;
    }

    /** The tasks whose threads must resume here. */
    public TaskInbox homeInbox() {
        return homeInbox;
    }

    @Override
    public RunQueue runQueue() {
        return runQueue;
    }

    /** Whether it wakes threads whose sockets have events; they need not wake it. For its own thread. */
    public boolean isDelivering() {
        return sockets != null && sockets.isDelivering();
    }

    @Override
    public boolean claimForSearch() {
        return parker.claimForSearch();
    }

    @Override
    public boolean isBlocked() {
        return thread.getState() != Thread.State.RUNNABLE;
    }

    @Override
    public boolean isDozing() {
        return parker.isDozing();
    }

    /** Says whether the worker sleeps, and wakes it. */
    public Parker parker() {
        return parker;
    }

    // -- the watchdog

    /** Wakes the worker, if it stands by, to be active again. Returns whether it did. */
    public boolean join() {
        return aside && parker.join();
    }

    /** Lets the worker leave as soon as it stands aside and is nobody's home. */
    public void dismiss() {
        if (!dismissed) {
            // Pairs with Worker.standBy: the worker sees this, or the call sees that the worker sleeps.
            dismissed = true;
            try {
                parker.call();
            } catch (Throwable e) {
                // The next round tries again.
                dismissed = false;
                throw e;
            }
        }
    }

    /** Whether it serves only the threads that must come home. */
    public boolean isAside() {
        return aside;
    }

    /** Whether its thread is in a blocking call that the JDK has announced. */
    public boolean isInCall() {
        return blockingCalls.isInCall();
    }

    /** Whether its thread has ended. */
    public boolean hasEnded() {
        return thread.getState() == Thread.State.TERMINATED;
    }

    /** Notes that its thread has ended or could not be started. Nobody looks at the worker any more. */
    public void forgotten() {
        pool.lifecycle().vacate(threadCounter);
    }

    /** Does for the worker what a waker that had no stack left could not do. Allocates nothing. */
    public void wakeIfForgotten() {
        if (homeInbox.hasArrivals()) {
            parker.call();
        }
        parker.insist();
    }

    /** How long the watchdog has seen the worker in one mount, or in one blocking call, in nanoseconds. */
    public long inSameMountFor(long now) {
        return mountAge.look(mount(), counts.get(CarrierCount.BLOCKING_CALLS), isInCall(), now);
    }

    /**
     * Whether the thread that is mounted here computes, as far as the watchdog can tell from the carrier's processor
     * time now and when it last asked; see {@link MountAge#computes}.
     */
    public boolean computes(long processorTime, long now) {
        return mountAge.computes(processorTime, now);
    }

    /** Whether readers that are runnable wait for the thread that is mounted here. True once for each mount. */
    public boolean blocksItsHome() {
        long now = mount();
        boolean first = now != blockedHomeMount && homeInbox.hasArrivals();
        if (first) {
            blockedHomeMount = now;
        }
        return first;
    }

    /** A number that changes with every mount and with every sleep. */
    private long mount() {
        return counts.get(CarrierCount.MOUNTS) + counts.get(CarrierCount.PARKS);
    }

    // -- whoever closes the pool

    /**
     * Gives what the worker has left behind to the shared queue. For the thread that has joined the worker's thread.
     */
    public void abandon() {
        runQueue.abandon();
    }

    // -- statistics

    /** What the worker has counted so far. */
    public CarrierCounts counts() {
        return counts;
    }

    /** What the worker does now. Any thread; no thread is stopped for it. */
    public WorkerSnapshot look() {
        Duration runningFor = Duration.ofNanos(mountAge.seenFor(mount(), System.nanoTime()));
        // Pairs with Worker.runOnce: the task knows its thread.
        Task task = parker.isAwake() ? (Task) RUNNING.getAcquire(this) : null;
        Thread last = task == null ? null : task.thread();
        Thread mounted = last == null || !last.isAlive() ? null : last;
        return new WorkerSnapshot(carrier.name(), aside, isInCall(), parker.isDozing(), mounted,
                mounted == null ? Duration.ZERO : runningFor, carrier.holds(), carrier.parked(0) + carrier.parked(1),
                homeInbox.hasArrivals(), runQueue.size(), counts);
    }

    @Override
    public String toString() {
        return carrier.name();
    }
}
