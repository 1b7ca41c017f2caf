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
import dev.stillpoint.scheduler.queue.SharedQueue;
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

    private static final VarHandle RUNNING = fieldVarHandle(lookup(), "running", VarHandle.class, Worker.class,
            Task.class);

    /** What a worker asks of its pool. All calls are lock-free. */
    public interface Pool extends Task.Dispatcher {

        /** The queue of tasks that belong to no worker. */
        SharedQueue shared();

        /** The rule by which workers are woken. */
        Wakeups wakeups();

        /** Decides who may start threads, and counts how many live. */
        Lifecycle lifecycle();

        /** All workers whose tasks can be stolen, the caller included. Never changed in place. */
        Worker[] workers();

        /** Whether there is a task that any worker may take. */
        boolean workIsVisible();

        /** Whether the workers must end. */
        boolean isStopped();

        /** Counts the calling worker, which is active, out if too many are active. Returns whether it did. */
        boolean stepAside();

        /** Counts the calling worker out, because it was counted as active and cannot begin. */
        void lose();
    }

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
    /** What the watchdog has seen of this worker. */
    private final MountAge mountAge = new MountAge();
    // this worker only: whether it owns a searching token
    private boolean searching;
    // this worker writes, release; any thread reads, acquire, and sees the task's thread. The task that was mounted
    // last, or null once the worker has gone to sleep
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
        threadCounter = pool.lifecycle().newCounter();
    }

    // -- the carrier's thread

    @Override
    public void run() {
        try {
            CarrierRegistry.add(carrier);
        } catch (Throwable e) {
            pool.lose();
            reportSurvived(e);
            return;
        }
        carrier.goOnline();
        serve();
        pool.lifecycle().idle();
        carrier.goOffline();
        CarrierRegistry.remove(carrier);
    }

    private void serve() {
        while (!pool.isStopped()) {
            if (!aside && !searching && pool.stepAside()) {
                standAside();
            }
            if (aside && dismissed && isNobodysHome()) {
                return;
            }
            runQueue.settle();
            events.emit();
            Task task = aside ? homeInbox.poll() : next();
            if (task != null) {
                runOnce(task);
            } else if (aside) {
                standBy();
            } else {
                doze();
            }
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
        // Pairs with Worker.look: whoever sees the task sees its thread.
        RUNNING.setRelease(this, task);
        try {
            task.run(this);
        } catch (Throwable e) {
            reportSurvived(e);
        }
        if (aside) {
            handOver();
        }
    }

    private @Nullable Task next() {
        Task task = selector.next();
        if (task == null) {
            task = search();
        }
        if (searching) {
            searching = false;
            pool.wakeups().stopSearching(task != null);
        } else if (task != null && runQueue.hasUnannounced()) {
            // Nobody has been woken so far for a task that was requeued here, or that came along from the shared queue.
            runQueue.announced();
            // Pairs with Parker.doze and Watchdog.sleep: whoever falls asleep sees the tasks, or this worker sees that
            // it sleeps.
            VarHandle.fullFence();
            pool.wakeups().wakeOne();
        }
        return task;
    }

    private @Nullable Task search() {
        Task task = runQueue.pollSubmitted();
        if (task != null) {
            return task;
        }
        if (!searching) {
            searching = true;
            pool.wakeups().startSearching();
        }
        return runQueue.steal(pool.workers());
    }

    private void reportSurvived(Throwable cause) {
        SafeLog.SCHEDULER.errorElsewhere(() -> "%s caught an error between two threads and goes on.".formatted(carrier),
                cause);
    }

    // -- sleeping

    private void doze() {
        announceInVain();
        pool.wakeups().idling(1);
        parker.doze();
        boolean stay = !homeInbox.isEmpty() || pool.workIsVisible() || pool.isStopped();
        Reason reason = stay ? parker.cancel() : sleepOffline();
        searching = reason == Reason.SEARCH;
        pool.wakeups().idling(-1);
    }

    private void standBy() {
        announceInVain();
        parker.standBy();
        boolean stay = !homeInbox.isEmpty() || (dismissed && isNobodysHome()) || pool.isStopped();
        Reason reason = stay ? parker.cancel() : sleepOffline();
        if (reason == Reason.JOIN) {
            dismissed = false;
            aside = false;
        }
    }

    /**
     * Announces a quiescent state without an unmount. A worker mounts nothing if it is woken again and again for work
     * that others take first, or if it looks on while another one has little to do. If it announced only after
     * unmounts, a driver that happened to look while it was online would wait for ever.
     */
    private void announceInVain() {
        carrier.announceUnmount();
    }

    private Reason sleepOffline() {
        carrier.goOffline();
        counts.add(CarrierCount.PARKS);
        // Needs no pair: null publishes nothing.
        RUNNING.setRelease(this, null);
        pool.lifecycle().idle();
        Reason reason = parker.sleep();
        carrier.goOnline();
        return reason;
    }

    /** Stops being active, and leaves what is queued here to others. */
    private void standAside() {
        aside = true;
        handOver();
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
        boolean counted = mounted != null && mounted.isOf(pool) && mounted.thread() == Thread.currentThread();
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

    @Override
    public boolean claimForSearch() {
        return parker.claimForSearch();
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
            parker.call();
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

    /** Looks at the home inbox a second time, in case whoever filled it could not wake the worker. */
    public void callIfHomeWaits() {
        if (!parker.isAwake() && homeInbox.hasArrivals()) {
            parker.call();
        }
    }

    /** How long the watchdog has seen the worker in one mount, or in one blocking call, in nanoseconds. */
    public long inSameMountFor(long now) {
        return mountAge.look(mount(), counts.get(CarrierCount.BLOCKING_CALLS), isInCall(), now);
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
        runQueue.drain();
        for (Task task = homeInbox.poll(); task != null; task = homeInbox.poll()) {
            pool.shared().submit(task);
        }
    }

    // -- statistics

    /** What the worker does now. Any thread; no thread is stopped for it. */
    public WorkerSnapshot look() {
        Duration runningFor = Duration.ofNanos(mountAge.seenFor(mount(), System.nanoTime()));
        // Pairs with Worker.runOnce: the thread of the task is set.
        Task task = parker.isAwake() ? (Task) RUNNING.getAcquire(this) : null;
        Thread mounted = task == null || !task.thread().isAlive() ? null : task.thread();
        return new WorkerSnapshot(carrier.name(), aside, isInCall(), parker.isDozing(), mounted,
                mounted == null ? Duration.ZERO : runningFor, carrier.holds(), carrier.parked(0) + carrier.parked(1),
                homeInbox.hasArrivals(), runQueue.size(), counts);
    }

    @Override
    public String toString() {
        return carrier.name();
    }
}
