package dev.stillpoint.scheduler.carrier;

import dev.stillpoint.scheduler.jdk.VirtualThreadAccess;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
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
     * Life cycle. OPEN -> shutdown (no thread from outside may start) -> all threads ended -> stopped (carriers end).
     * A thread is counted in `started` before shutdown is looked at, and shutdown is set before the counts are looked
     * at, so a start is either refused or waited for. `ended` is summed before `started`: a thread that ended was
     * counted as started before, so equal sums mean that nobody lived at the first one.
     */

    private final String name;
    private final VirtualThreadAccess access;
    private final Consumer<Thread> starter;
    private final SharedQueue shared = new SharedQueue();
    private final Crew crew;
    private final Watchdog watchdog;
    private final Wakeups wakeups;
    private final LongAdder started = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final CountDownLatch allEnded = new CountDownLatch(1);
    // set by close, read by any thread
    private volatile boolean shutdown;
    // set by close after allEnded, read by carriers
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

    // -- dispatching

    @Override
    public void enqueue(Task task) {
        // If this throws, the task is in no queue.
        CarrierLoop wanted = publish(task);
        try {
            VarHandle.fullFence();
            if (wanted == null) {
                wakeups.wakeOne();
            } else {
                wanted.call();
            }
        } catch (StackOverflowError e) {
            // The task is queued, so this call must not fail; the watchdog wakes somebody within a second.
        }
    }

    /**
     * Puts the task where it belongs.
     *
     * @return the carrier that must run it, or null if any may
     */
    private @Nullable CarrierLoop publish(Task task) {
        Carrier home = task.home();
        if (home != null) {
            CarrierLoop loop = home.loop();
            home.home().push(task);
            return loop;
        }
        CarrierLoop here = loopHere();
        if (here != null) {
            here.push(task);
        } else {
            shared.submit(task);
        }
        return null;
    }

    @Override
    public void requeue(Task task, Carrier carrier) {
        CarrierLoop loop = carrier.loop();
        if (task.home() != null || loop == null) {
            // The task just ran here, so its home is here, and here is awake.
            carrier.home().push(task);
            return;
        }
        loop.push(task);
        VarHandle.fullFence();
        // The carrier itself takes one task now; only a second one is worth waking somebody.
        if (loop.supply().size() > 1) {
            wakeups.wakeOne();
        }
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
        started.increment();
        if (shutdown && !isHere()) {
            ended(task);
            throw new RejectedExecutionException(
                    "Scheduler %s is closed, %s was not started. Start threads before close()."
                            .formatted(name, task.thread()));
        }
    }

    @Override
    public void ended(Task task) {
        ended.increment();
        if (shutdown) {
            noteIfAllEnded();
        }
    }

    private void noteIfAllEnded() {
        long endedSum = ended.sum();
        if (endedSum == started.sum()) {
            allEnded.countDown();
        }
    }

    @Override
    public void leaked(Task task, int holds) {
        Reports.leaked(task.thread(), holds);
    }

    @Override
    public void failed(Task task, Throwable cause) {
        Reports.continuationFailed(task.thread(), cause);
    }

    /** The number of threads that were started and have not ended. */
    public long liveThreads() {
        long endedSum = ended.sum();
        return started.sum() - endedSum;
    }

    /** Refuses threads from outside from now on. Idempotent. */
    public void shutdown() {
        shutdown = true;
        noteIfAllEnded();
    }

    /** Waits, after {@link #shutdown()}, until every thread has ended. */
    public void awaitThreads() throws InterruptedException {
        allEnded.await();
    }

    /** Ends the carriers. Only after {@link #awaitThreads()}; idempotent. */
    public void stop() throws InterruptedException {
        watchdog.stop();
        stopped = true;
        VarHandle.fullFence();
        for (CarrierLoop loop : crew.members()) {
            loop.call();
        }
        for (CarrierLoop loop : crew.members()) {
            loop.thread.join();
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
        return shutdown;
    }

    @Override
    public String toString() {
        return name;
    }
}
