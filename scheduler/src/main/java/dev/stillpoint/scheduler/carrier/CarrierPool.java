package dev.stillpoint.scheduler.carrier;

import dev.stillpoint.scheduler.jdk.VirtualThreadAccess;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/** The carriers of one scheduler and the rule by which a runnable task finds one. */
public final class CarrierPool implements Dispatcher {

    /*
     * Where a runnable task goes:
     *
     *   it has a home                    -> that carrier's home inbox; nobody else takes it
     *   made runnable on one of us       -> that carrier's supply; others may steal it
     *   made runnable anywhere else      -> the shared queue
     *
     * The end. Open, shut down, all threads ended (see Lifecycle), stopped: the carriers end. A thread that becomes
     * runnable on a stopped pool all the same, one of the JDK's own or one whose pool was stopped too early, is given
     * to the JDK's scheduler for good. It is not lost: who queues a task looks afterwards whether the pool is stopped,
     * and gives away all that is queued if it is; who stops the pool does the same after the carriers have ended.
     * Making the task visible and looking, stopping and looking, are separated by a full fence on both sides.
     */

    private final String name;
    private final VirtualThreadAccess access;
    private final Consumer<Thread> starter;
    private final SharedQueue shared = new SharedQueue();
    private final Crew crew;
    private final Watchdog watchdog;
    private final Wakeups wakeups;
    private final Lifecycle lifecycle = new Lifecycle();
    // set by close after all threads have ended, read by any thread
    private volatile boolean stopped;

    /** A pool without carriers; {@link #start()} starts them. */
    public CarrierPool(String name, VirtualThreadAccess access, int carriers, int queueCapacity,
            Compensation compensation) {
        this(name, access, carriers, queueCapacity, compensation, Thread::start);
    }

    /** @param starter starts a platform thread, or fails for want of memory */
    CarrierPool(String name, VirtualThreadAccess access, int carriers, int queueCapacity, Compensation compensation,
            Consumer<Thread> starter) {
        this.name = name;
        this.access = access;
        this.starter = starter;
        crew = new Crew(number -> newLoop(number, queueCapacity), starter);
        watchdog = new Watchdog(this, crew, carriers, compensation);
        wakeups = new Wakeups(crew::members, this::workIsVisible, watchdog::alert);
    }

    private CarrierLoop newLoop(int number, int queueCapacity) {
        return new CarrierLoop(this, name + "-carrier-" + number, queueCapacity);
    }

    /**
     * Starts the carriers. Once.
     *
     * @throws OutOfMemoryError if the operating system grants no thread; those that had started have ended
     */
    public void start() {
        try {
            crew.want(watchdog.target());
            starter.accept(watchdog.thread());
        } catch (Throwable e) {
            stopUninterruptibly();
            throw e;
        }
    }

    /**
     * Makes the JDK's socket pollers threads of this pool, unless they run already. After {@link #start()}.
     *
     * @return whether they are; false if another thread of the process needed them before
     * @throws IllegalStateException if the JDK fails to make them; the carriers have ended
     */
    public boolean takePollers() {
        ServiceThreads services = new ServiceThreads(this);
        FutureTask<Boolean> start = new FutureTask<>(() -> {
            access.startPollers();
            // The thread itself, and its children.
            return services.started() > 1;
        });
        Task.newThread(services, name + "-pollers", start).start();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return start.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    stopUninterruptibly();
                    throw new IllegalStateException("The JDK's socket pollers cannot be started", e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** How many carriers take work when none of them is stuck. The carriers come and go in the background. */
    public void target(int carriers) {
        watchdog.target(carriers);
    }

    /** The number set last by {@link #target(int)}. */
    public int target() {
        return watchdog.target();
    }

    /** An unstarted virtual thread of this pool. */
    public Thread newThread(@Nullable String threadName, Runnable body) {
        return Task.newThread(this, threadName, body);
    }

    /** The carriers that run now, in the order of their numbers. */
    public List<Carrier> carriers() {
        return Arrays.stream(crew.members()).filter(loop -> !loop.hasEnded()).map(loop -> loop.carrier).toList();
    }

    /** Whether the calling thread is mounted on one of this pool's carriers. */
    public boolean isHere() {
        return loopHere() != null;
    }

    private @Nullable CarrierLoop loopHere() {
        Carrier carrier = Carrier.current();
        CarrierLoop loop = carrier == null ? null : carrier.loop();
        return loop != null && loop.pool == this ? loop : null;
    }

    // -- counting

    /** The counters of each carrier that runs now, in the order of their numbers. */
    public List<CarrierCounts> counts() {
        return Arrays.stream(crew.members()).map(CarrierLoop::counts).toList();
    }

    /** How often a spare carrier came because a thread was in a blocking call. */
    public long compensations() {
        return watchdog.compensations();
    }

    /** How often a spare carrier came because another one was stuck in one mount in any other way. */
    public long rescues() {
        return watchdog.rescues();
    }

    /** Each carrier that runs now, in the order of their numbers. */
    public List<CarrierSnapshot> look() {
        return Arrays.stream(crew.members()).filter(loop -> !loop.hasEnded()).map(CarrierLoop::look).toList();
    }

    /** How many threads have ever started; one that was refused has started and ended. */
    public long startedThreads() {
        return lifecycle.started();
    }

    /** Whether tasks wait in the queue of no carrier. */
    public boolean hasSharedWork() {
        return !shared.isEmpty();
    }

    // -- dispatching

    @Override
    public void enqueue(Task task) {
        if (stopped) {
            task.forward();
            return;
        }
        Carrier home = task.home();
        CarrierLoop here = home == null ? loopHere() : null;
        // If this throws, the task is in no queue.
        publish(task, home, here);
        try {
            VarHandle.fullFence();
            wakeFor(home, here);
            if (stopped) {
                forwardShared();
            }
        } catch (StackOverflowError e) {
            // The task is queued, so this call must not fail; the watchdog wakes somebody within a second.
        }
    }

    private void publish(Task task, @Nullable Carrier home, @Nullable CarrierLoop here) {
        if (home != null) {
            task.homeWaitBegins();
            home.home().push(task);
        } else if (here != null) {
            here.push(task);
        } else {
            shared.submit(task);
        }
    }

    private void wakeFor(@Nullable Carrier home, @Nullable CarrierLoop here) {
        CarrierLoop wanted = home == null ? null : home.loop();
        if (wanted != null) {
            wanted.call();
            return;
        }
        wakeups.wakeOne();
        if (here != null) {
            here.announced();
        }
    }

    @Override
    public void requeue(Task task, Carrier carrier) {
        CarrierLoop loop = carrier.loop();
        if (task.home() != null || loop == null) {
            // The task just ran here, so its home is here, and here is awake.
            carrier.home().push(task);
            return;
        }
        // The carrier takes its next task now, and wakes somebody if one is left then.
        loop.push(task);
    }

    @Override
    public VirtualThreadAccess access() {
        return access;
    }

    boolean workIsVisible() {
        if (!shared.isEmpty()) {
            return true;
        }
        for (CarrierLoop loop : crew.members()) {
            if (loop.hasStealableWork()) {
                return true;
            }
        }
        return false;
    }

    SharedQueue shared() {
        return shared;
    }

    Wakeups wakeups() {
        return wakeups;
    }

    Crew crew() {
        return crew;
    }

    // -- life cycle

    @Override
    public void starting(Task task) {
        CarrierLoop here = loopHere();
        if (!lifecycle.starting(here == null ? null : here.counterOfMounted())) {
            throw new RejectedExecutionException(
                    "Scheduler %s is closed, %s was not started. Start threads before close()."
                            .formatted(name, task.thread()));
        }
    }

    @Override
    public void ended(Task task) {
        CarrierLoop here = loopHere();
        lifecycle.ended(here == null ? null : here.threadCounter());
    }

    @Override
    public void leaked(Task task, int holds) {
        Reports.leaked(task.thread(), holds);
    }

    @Override
    public void failed(Task task, Throwable cause) {
        Reports.continuationFailed(task.thread(), cause);
    }

    /** Who may start threads, how many live, when all have ended. */
    Lifecycle lifecycle() {
        return lifecycle;
    }

    /** The number of threads that were started and have not ended. */
    public long liveThreads() {
        return lifecycle.live();
    }

    /** Refuses threads from outside from now on. Idempotent. */
    public void shutdown() {
        lifecycle.shutdown();
    }

    /** Refuses every thread from now on, and interrupts those that live. */
    public void shutdownNow() {
        lifecycle.halt();
        // A thread that was accepted is known to the JDK before it is counted here.
        access.threadsOn(scheduler -> scheduler instanceof Task task && task.isOf(this)).forEach(Thread::interrupt);
    }

    /** Waits, after {@link #shutdown()}, until every thread has ended. */
    public void awaitThreads() throws InterruptedException {
        lifecycle.await();
    }

    /** Whether, after waiting for no longer than this, the pool is shut down and every thread has ended. */
    public boolean awaitThreads(long nanos) throws InterruptedException {
        return lifecycle.await(nanos);
    }

    /**
     * Ends the carriers. Idempotent. Only after {@link #awaitThreads()}: a thread that is parked inside a read section
     * could not come home any more. Threads that hold nothing go on, on the JDK's scheduler.
     */
    public void stop() throws InterruptedException {
        watchdog.stop();
        stopped = true;
        VarHandle.fullFence();
        for (CarrierLoop loop : crew.members()) {
            loop.call();
        }
        for (CarrierLoop loop : crew.members()) {
            loop.thread.join();
            loop.abandon();
        }
        forwardShared();
    }

    /** Gives what is queued to the JDK's scheduler. Any thread, of a stopped pool. */
    private void forwardShared() {
        for (Task[] batch = shared.takeSpilled(); batch != null; batch = shared.takeSpilled()) {
            for (Task task : batch) {
                task.forward();
            }
        }
        Task task = shared.takeSubmitted();
        while (task != null) {
            Task next = task.next;
            task.next = null;
            task.forward();
            task = next;
        }
    }

    private void stopUninterruptibly() {
        boolean interrupted = false;
        while (true) {
            try {
                stop();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isStopped() {
        return stopped;
    }

    public boolean isShutdown() {
        return !lifecycle.isOpen();
    }

    /** Whether the pool is shut down and every thread has ended. */
    public boolean isOver() {
        return lifecycle.isOver();
    }

    @Override
    public String toString() {
        return name;
    }
}
