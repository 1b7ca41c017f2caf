// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.pool;

import dev.stillpoint.scheduler.carrier.CarrierThread;
import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import dev.stillpoint.scheduler.jdk.SocketSource;
import dev.stillpoint.scheduler.jdk.VirtualThreadAccess;
import dev.stillpoint.scheduler.observe.CarrierSums;
import dev.stillpoint.scheduler.observe.Events;
import dev.stillpoint.scheduler.queue.SharedQueue;
import dev.stillpoint.scheduler.support.FirstUse;
import dev.stillpoint.scheduler.support.SafeLog;
import dev.stillpoint.scheduler.support.SharedSetup;
import dev.stillpoint.scheduler.support.Uninterruptibly;
import dev.stillpoint.scheduler.task.Task;
import dev.stillpoint.scheduler.worker.Lifecycle;
import dev.stillpoint.scheduler.worker.Pool;
import dev.stillpoint.scheduler.worker.SocketWatch;
import dev.stillpoint.scheduler.worker.Wakeups;
import dev.stillpoint.scheduler.worker.Worker;
import dev.stillpoint.scheduler.worker.WorkerSnapshot;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The workers of one scheduler and the rule by which a runnable task finds one. */
public final class CarrierPool implements Pool, Wakeups.Sleepers {

    /*
     * Where a runnable task goes:
     *
     *   it has a home                        -> the home inbox of that worker; nobody else takes it
     *   it became runnable on one of ours    -> the run queue of that worker; others may steal it
     *   it became runnable anywhere else     -> the shared queue
     *
     * The end. First the pool is open, then it is shut down, then all threads have ended (see Lifecycle), then it is
     * stopped and the workers end. A thread may become runnable on a stopped pool all the same: one of the JDK's own,
     * or one whose pool was stopped too early. It is given to the JDK's scheduler for good, so it is not lost. Whoever
     * queues a task looks afterwards whether the pool is stopped, and if so gives away all that is queued. Whoever
     * stops the pool does the same after the workers have ended. On both sides a full fence
     * separates the two steps: making the task visible and looking, stopping and looking.
     */

    private final String name;
    private final String threadName;
    private final VirtualThreadAccess access;
    private final Consumer<Thread> starter;
    private final SharedQueue shared = new SharedQueue();
    private final Evacuation evacuation = new Evacuation(shared);
    private final Workers workers;
    private final UnfinishedUnmounts unfinished = new UnfinishedUnmounts();
    private final Watchdog watchdog;
    private final Wakeups wakeups;
    private final @Nullable Lookout lookout;
    private final Lifecycle lifecycle = new Lifecycle();
    /** Made beforehand, because it is needed when there may be no memory. */
    private final Uninterruptibly.Wait stopping = new Uninterruptibly.Wait() {
        @Override
        public void await() throws InterruptedException {
            stop();
        }
    };
    // set by start(), before any worker runs
    private volatile SharedSetup.@Nullable Lease events;
    // set by start(), before any worker runs
    private volatile SharedSetup.@Nullable Lease timedWaits;
    // set by takePollers()
    private volatile @Nullable ServiceThreads pollers;
    // set by stop() after all threads have ended, read by any thread
    private volatile boolean stopped;

    /**
     * A pool without workers; {@link #start()} starts them.
     *
     * @param threadName the name of virtual threads that have none of their own, or empty
     */
    public CarrierPool(String name, String threadName, VirtualThreadAccess access, int carriers, int queueCapacity,
            SpareLimits limits) {
        this(name, threadName, access, carriers, queueCapacity, limits, null, new ThreadStart());
    }

    /**
     * The same, with carriers that wait for the sockets of their threads.
     *
     * @param sockets where the queue of their events comes from; null for the JDK's pollers
     */
    public CarrierPool(String name, String threadName, VirtualThreadAccess access, int carriers, int queueCapacity,
            SpareLimits limits, @Nullable SocketSource sockets) {
        this(name, threadName, access, carriers, queueCapacity, limits, sockets, new ThreadStart());
    }

    /** @param starter starts a platform thread, or fails for want of memory */
    CarrierPool(String name, String threadName, VirtualThreadAccess access, int carriers, int queueCapacity,
            SpareLimits limits, @Nullable SocketSource sockets, Consumer<Thread> starter) {
        this.name = name;
        this.threadName = threadName;
        this.access = access;
        this.starter = starter;
        workers = new Workers(this, name, queueCapacity, starter);
        watchdog = new Watchdog(this, name, workers, unfinished, carriers, limits);
        wakeups = new Wakeups(this);
        lookout = sockets == null ? null : new Lookout(name, sockets, workers);
    }

    private static final class ThreadStart implements Consumer<Thread> {

        @Override
        public void accept(Thread thread) {
            thread.start();
        }
    }

    /**
     * Starts the workers. Call it once.
     *
     * @throws OutOfMemoryError if the operating system grants no thread; those that had started have ended
     */
    public void start() {
        try {
            FirstUse.prepare(Ours.class, Task.class);
            events = Events.prepare();
            timedWaits = access.serveTimedWaits();
            workers.adjustTo(watchdog.carriers());
            starter.accept(watchdog.thread());
        } catch (Throwable e) {
            giveUp();
            throw e;
        }
    }

    /**
     * Ends the workers of a pool that nobody has seen yet: whoever could not set it up has nothing to close it with.
     * Repeats until there is memory for it. It needs no more stack than starting a worker did.
     */
    public void giveUp() {
        boolean ended = false;
        while (!ended) {
            try {
                stopUninterruptibly();
                ended = true;
            } catch (OutOfMemoryError e) {
                LockSupport.parkNanos(Task.SHORTAGE_NANOS);
            }
        }
    }

    /**
     * Makes the JDK's socket pollers threads of this pool, unless they run already. Call it after {@link #start()}.
     *
     * @throws IllegalStateException if the JDK fails to make them
     */
    public void takePollers() {
        ServiceThreads services = new ServiceThreads(this);
        pollers = services;
        FutureTask<?> start = new FutureTask<>(access::startPollers, null);
        Task.newThread(services, name + "-pollers", start).start();
        Uninterruptibly.await(() -> awaitEnd(start));
        if (start.state() != Future.State.SUCCESS) {
            throw new IllegalStateException("The JDK's socket pollers cannot be started", start.exceptionNow());
        }
    }

    /** Whether {@link #takePollers()} was called. */
    public boolean askedForPollers() {
        return pollers != null;
    }

    /** Whether the JDK's socket pollers are threads of this pool; false if somebody needed them before it did. */
    public boolean ownsPollers() {
        ServiceThreads services = pollers;
        // The first one has started them; the pollers are its children.
        return services != null && services.started() > 1;
    }

    private static void awaitEnd(FutureTask<?> task) throws InterruptedException {
        try {
            task.get();
        } catch (ExecutionException e) {
            // The caller looks at the task's state.
        }
    }

    // -- workers

    /** Sets how many carriers take work when none of them is stuck. Carriers come and go in the background. */
    public void setCarriers(int carriers) {
        watchdog.setCarriers(carriers);
    }

    /** The configured number of carriers, or the one that {@link #setCarriers} set last. */
    public int carriers() {
        return watchdog.carriers();
    }

    /** Whether the calling thread is mounted on one of this pool's carriers. */
    public boolean isHere() {
        return workerHere() != null;
    }

    private @Nullable Worker workerHere() {
        CarrierThread thread = CurrentCarrier.thread();
        return thread != null && thread.body() instanceof Worker worker && worker.isOf(this) ? worker : null;
    }

    @Override
    public Worker[] workers() {
        return workers.members();
    }

    @Override
    public boolean stepAside() {
        return workers.stepAside();
    }

    @Override
    public void lose() {
        workers.lose();
    }

    @Override
    public Wakeups wakeups() {
        return wakeups;
    }

    @Override
    public @Nullable SocketWatch socketWatch() {
        return lookout == null ? null : lookout.watch();
    }

    /** Whether its workers are to wait for sockets, sooner or later, where they can. */
    public boolean hasLookout() {
        return lookout != null;
    }

    /** Why there is no watch over sockets although there was to be one; null if there is, or was not to be. */
    public @Nullable String socketObstacle() {
        return lookout == null ? null : lookout.obstacle();
    }

    @Override
    public void watchSockets() {
        if (lookout != null) {
            lookout.startIfWorthIt(starter);
        }
    }

    @Override
    public void callDozing() {
        workers.callDozing();
    }

    @Override
    public void nobodySleeps() {
        watchdog.alert();
    }

    // -- dispatching

    /**
     * An unstarted virtual thread of this pool.
     *
     * @param ownName its name, or null for that of the pool's threads
     */
    public Thread newThread(@Nullable String ownName, Runnable body) {
        return Task.newThread(this, ownName, body);
    }

    @Override
    public VirtualThreadAccess access() {
        return access;
    }

    @Override
    public String threadName() {
        return threadName;
    }

    @Override
    public void enqueue(Task task) {
        if (stopped) {
            // What an end of the stack has left there.
            evacuation.run();
            task.forward();
            return;
        }
        // The hosts of this pool's tasks are its workers.
        Worker home = (Worker) task.home();
        Worker here = home == null ? workerHere() : null;
        if (here != null && here.isDelivering()) {
            // The worker looks at its queue next, and wakes others for what it leaves there, as after requeue. If the
            // pool is stopped it gives the task away when it ends.
            here.runQueue().push(task);
            return;
        }
        // If this throws, the task is in no queue.
        boolean behind = publish(task, home, here);
        try {
            // Pairs with Parker.doze, Parker.standBy, Watchdog.sleep and CarrierPool.stop: they find the task, or this
            // call sees what they have set.
            VarHandle.fullFence();
            wakeFor(home, here, behind);
            if (stopped) {
                evacuation.run();
            }
        } catch (StackOverflowError e) {
            // The task is queued, so this call must not fail. The watchdog wakes a worker within a second.
        }
    }

    /** Returns whether it was submitted behind another task that nobody has taken yet. */
    private boolean publish(Task task, @Nullable Worker home, @Nullable Worker here) {
        boolean behind = false;
        if (home != null) {
            task.homeWaitBegins();
            home.homeInbox().push(task);
        } else if (here != null) {
            here.runQueue().push(task);
        } else {
            behind = shared.submit(task);
        }
        return behind;
    }

    private void wakeFor(@Nullable Worker home, @Nullable Worker here, boolean behind) {
        if (home != null) {
            home.parker().call();
        } else if (behind) {
            wakeups.wakeAnother();
        } else {
            wakeups.wakeOne();
            if (here != null) {
                here.runQueue().announced();
            }
        }
    }

    @Override
    public void requeue(Task task, Task.Host host) {
        Worker worker = (Worker) host;
        if (task.home() != null) {
            // The task just ran here, so its home is this worker, which is awake.
            worker.homeInbox().push(task);
            return;
        }
        // The worker takes its next task now, and wakes another worker if a task is left then.
        worker.runQueue().push(task);
    }

    @Override
    public void postpone(Task task) {
        unfinished.add(task, watchdog.thread());
    }

    @Override
    public SharedQueue shared() {
        return shared;
    }

    @Override
    public boolean workIsVisible() {
        if (!shared.isEmpty()) {
            return true;
        }
        for (Worker worker : workers.members()) {
            if (!worker.runQueue().isEmpty()) {
                return true;
            }
        }
        return false;
    }

    // -- life cycle

    @Override
    public Lifecycle lifecycle() {
        return lifecycle;
    }

    @Override
    public void starting(Task task) {
        Worker here = workerHere();
        if (!lifecycle.starting(here == null ? null : here.counterOfMounted())) {
            throw new RejectedExecutionException(
                    "Scheduler %s is closed, %s was not started. Start threads before close()."
                            .formatted(name, task.thread()));
        }
    }

    @Override
    public void ended(Task task) {
        Worker here = workerHere();
        lifecycle.ended(here == null ? null : here.threadCounter());
    }

    @Override
    public void leaked(Task task, int holds) {
        Thread thread = task.thread();
        SafeLog.SCHEDULER.errorElsewhere(() -> "%s ended with %d open read guard(s). They were released so that memory "
                .formatted(thread, holds) + "can be reclaimed; close every guard (try-with-resources), or use "
                + "ScopedQsbr.read(() -> ...).", null);
    }

    @Override
    public void failed(Task task, Throwable cause) {
        Thread thread = task.thread();
        boolean ended = thread != null && thread.getState() == Thread.State.TERMINATED;
        SafeLog.SCHEDULER.errorElsewhere(ended
                ? "%s has ended, and what was called at its end threw: its uncaught-exception handler?"
                : "The JDK failed to suspend or continue %s; the thread may be lost.", thread, cause);
    }

    /** Refuses every new thread from now on, and interrupts those that live. */
    public void shutdownNow() {
        lifecycle.halt();
        // The JDK knows of an accepted thread before it is counted here.
        for (Thread thread : threads()) {
            thread.interrupt();
        }
    }

    /** The live threads of this pool, as far as the JDK keeps track of them. */
    public List<Thread> threads() {
        return threadsOf(this);
    }

    private List<Thread> threadsOf(Task.Dispatcher dispatcher) {
        return access.threadsOn(new Ours(dispatcher));
    }

    /** No lambda, which would be linked when a pool is closed: see {@link FirstUse}. */
    private record Ours(Task.Dispatcher dispatcher) implements Predicate<Executor> {

        @Override
        public boolean test(Executor scheduler) {
            return scheduler instanceof Task task && task.isOf(dispatcher);
        }
    }

    /**
     * Ends the workers. Idempotent. Call it only after all threads have ended ({@link Lifecycle#await(long)}): a thread
     * that is parked inside a read section could not come home any more. Threads that hold nothing go on, on the JDK's
     * scheduler.
     */
    public void stop() throws InterruptedException {
        watchdog.stop();
        if (lookout != null) {
            lookout.stop();
        }
        stopped = true;
        // Pairs with CarrierPool.enqueue: it sees that the pool is stopped, or its task is found below.
        VarHandle.fullFence();
        for (Worker worker : workers.members()) {
            worker.parker().call();
        }
        for (Worker worker : workers.members()) {
            while (!worker.thread().join(Duration.ofSeconds(1))) {
                // Whoever called it may have had no stack left to unpark it, and the watchdog has ended.
                worker.parker().call();
                worker.parker().insist();
            }
            worker.abandon();
        }
        while (!unfinished.finish()) {
            TimeUnit.NANOSECONDS.sleep(Task.SHORTAGE_NANOS);
        }
        evacuation.run();
        releasePollers();
        if (lookout != null) {
            // Nobody waits for a socket here once all threads have ended; see Lifecycle for the threads that are left.
            lookout.close(lifecycle.live() != 0);
        }
        close(timedWaits);
        close(events);
    }

    /** As {@link #stop}, but an interrupt does not end the wait for the workers; it is pending afterwards. */
    public void stopUninterruptibly() {
        Uninterruptibly.await(stopping);
    }

    /**
     * Wakes the JDK's pollers if they are ours: who becomes runnable now goes to the JDK's scheduler, so this pool and
     * its class loader are not kept until the next event of a socket. For the pollers it is a wake-up without a cause,
     * which every thread that parks must expect.
     */
    private void releasePollers() {
        ServiceThreads services = pollers;
        if (services != null) {
            for (Thread thread : threadsOf(services)) {
                LockSupport.unpark(thread);
            }
        }
    }

    private static void close(SharedSetup.@Nullable Lease lease) {
        if (lease != null) {
            lease.close();
        }
    }

    @Override
    public boolean isStopped() {
        return stopped;
    }

    // -- statistics

    /** A snapshot of each worker that runs now, in the order of their numbers. */
    public List<WorkerSnapshot> look() {
        return Arrays.stream(workers.members()).filter(worker -> !worker.hasEnded()).map(Worker::look).toList();
    }

    /** What all carriers have counted since the pool was created, those included that have left. Never gets less. */
    public CarrierSums counted() {
        return workers.counted();
    }

    /** The watchdog. It decides how many workers there are, and counts how often it added a spare. */
    public Watchdog watchdog() {
        return watchdog;
    }

    @Override
    public String toString() {
        return name;
    }
}
