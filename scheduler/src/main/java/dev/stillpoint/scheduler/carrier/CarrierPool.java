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
     *   made runnable on one of us       -> that carrier's local queue; others may steal it
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
    private final CarrierLoop[] loops;
    private final SharedQueue shared = new SharedQueue();
    private final Wakeups wakeups;
    private final LongAdder sparesStarted = new LongAdder();
    private final LongAdder rescues = new LongAdder();
    private final LongAdder started = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final CountDownLatch allEnded = new CountDownLatch(1);
    // set by close, read by any thread
    private volatile boolean shutdown;
    // set by close after allEnded, read by carriers
    private volatile boolean stopped;

    /** Makes the carriers; {@link #start()} starts them. */
    public CarrierPool(String name, VirtualThreadAccess access, int carriers, int queueCapacity) {
        this(name, access, carriers, queueCapacity, Thread::start);
    }

    /** @param starter starts the platform thread of a carrier, or fails for want of memory */
    CarrierPool(String name, VirtualThreadAccess access, int carriers, int queueCapacity, Consumer<Thread> starter) {
        this.name = name;
        this.access = access;
        this.starter = starter;
        loops = new CarrierLoop[carriers];
        for (int i = 0; i < carriers; i++) {
            loops[i] = newLoop(name + "-carrier-" + i, queueCapacity);
        }
        wakeups = new Wakeups(loops, this::workIsVisible);
    }

    private CarrierLoop newLoop(String carrierName, int queueCapacity) {
        return new CarrierLoop(this, carrierName, queueCapacity);
    }

    /**
     * Registers and starts the carriers. Once.
     *
     * @throws OutOfMemoryError if the operating system grants no thread; the carriers that had started have ended
     */
    public void start() {
        int running = 0;
        try {
            for (CarrierLoop loop : loops) {
                CarrierRegistry.add(loop.carrier);
                starter.accept(loop.thread);
                running++;
            }
        } catch (Throwable e) {
            abandon(running);
            throw e;
        }
    }

    /** Ends the carriers that run and forgets them all; no thread was started on them. */
    private void abandon(int running) {
        stopped = true;
        VarHandle.fullFence();
        for (int i = 0; i < loops.length; i++) {
            if (i < running) {
                loops[i].wakeForHome();
                joinUninterruptibly(loops[i].thread);
            }
            CarrierRegistry.remove(loops[i].carrier);
        }
    }

    private static void joinUninterruptibly(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** An unstarted virtual thread of this pool. */
    public Thread newThread(@Nullable String threadName, Runnable body) {
        return Task.newThread(this, threadName, body);
    }

    public List<Carrier> carriers() {
        return Arrays.stream(loops).map(loop -> loop.carrier).toList();
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

    /** The counters of each carrier, in the order of {@link #carriers()}. */
    public List<CarrierCounts> counts() {
        return Arrays.stream(loops).map(CarrierLoop::counts).toList();
    }

    /** How often a spare carrier was started or woken because another one was stuck or blocked. */
    public long sparesStarted() {
        return sparesStarted.sum();
    }

    /** How often the watchdog found work that waited behind a carrier that was stuck in one mount. */
    public long rescues() {
        return rescues.sum();
    }

    // -- dispatching

    @Override
    public void enqueue(Task task) {
        Carrier home = task.home();
        if (home != null) {
            sendHome(task, home);
            return;
        }
        CarrierLoop here = loopHere();
        if (here != null) {
            here.push(task);
        } else {
            shared.submit(task);
            VarHandle.fullFence();
        }
        wakeups.wakeOne();
    }

    private void sendHome(Task task, Carrier home) {
        home.home().push(task);
        CarrierLoop loop = home.loop();
        if (loop != null) {
            loop.wakeForHome();
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
        try {
            loop.push(task);
        } catch (OutOfMemoryError e) {
            // Spilling allocates, the home inbox does not; the task only loses the chance to be stolen once.
            carrier.home().push(task);
            return;
        }
        // The carrier itself takes one task now; only a second one is worth waking somebody.
        if (loop.queued() > 1) {
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
        for (CarrierLoop loop : loops) {
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

    CarrierLoop[] loops() {
        return loops;
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
        stopped = true;
        VarHandle.fullFence();
        for (CarrierLoop loop : loops) {
            loop.wakeForHome();
        }
        for (CarrierLoop loop : loops) {
            loop.thread.join();
            CarrierRegistry.remove(loop.carrier);
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
