// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.task;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.ConstantBootstraps.staticFieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.Reader;
import dev.stillpoint.scheduler.jdk.VirtualThreadAccess;
import dev.stillpoint.scheduler.observe.Events;
import dev.stillpoint.scheduler.observe.HomeWaitEvent;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler's side of one virtual thread. It is the executor to which the JDK hands the thread's continuation. It
 * keeps the thread's scheduling state, its home, and its registers while the thread is parked inside a read section.
 *
 * <p>The {@link Dispatcher} decides where a task runs. A {@link Host} is a place where it runs, and to which it must
 * come back if it parks inside a read section.
 */
public final class Task extends Reader implements Executor {

    /*
     * State word. The JDK may submit a continuation again while it still runs (a raced unpark) or is already queued (a
     * stack dump). The word reduces that stream to at most one queue entry and one runner at a time.
     *
     *   IDLE     -> FIRST      // the thread starts and is queued; a plain store, because nobody else submits it
     *   IDLE     -> QUEUED     // submitted; the submitter enqueues
     *   FIRST    -> RUNNING    // a carrier took it; only the taker does this
     *   QUEUED   -> RUNNING    // likewise
     *   RUNNING  -> NOTIFIED   // submitted while it runs; the runner will enqueue
     *   RUNNING  -> IDLE       // the continuation returned
     *   NOTIFIED -> QUEUED     // the continuation returned; the runner enqueues
     *   RUNNING  -> QUEUED     // a postponed unmount was finished; likewise from NOTIFIED
     *   RUNNING  -> ENDED      // the thread has ended; likewise from NOTIFIED
     *   QUEUED   -> IDLE       // the submitter could not enqueue (no memory, no stack); likewise from FIRST
     *   IDLE     -> ENDED      // its start has failed, and it is counted out
     *   QUEUED   -> FORWARDED  // the carriers have ended; the JDK's scheduler runs the thread now; likewise from FIRST
     *
     * Invariants.
     *   I1  One carrier per task: from the transition to RUNNING until the same carrier's transition out of RUNNING or
     *       NOTIFIED, nobody else runs the continuation or touches the plain fields. If there is no memory for the end
     *       of an unmount, the carrier hands all that to whoever finishes it (Dispatcher.postpone).
     *   I2  No submission is lost. One that finds FIRST, QUEUED or NOTIFIED is covered by the run to come. One that
     *       finds RUNNING leaves NOTIFIED behind. One that finds ENDED came from a late stack dump.
     *   I3  home is not null from an unmount inside a read section until the next unmount outside one.
     *   I4  Once the thread has been queued, continuation is never changed. So whoever has the task from a queue, or
     *       from somebody who had it from there, knows the thread.
     *
     * Ordering.
     *   QUEUED -> RUNNING is a volatile store. The runner then reads the virtual thread's own state word. A submitter
     *     that still saw QUEUED wrote that word before. With a weaker store each could miss the other's write, and the
     *     thread would sleep for ever (I2).
     *   FIRST -> RUNNING may be a release store. Nobody submits a thread again before its own word has left STARTED.
     *     Only this run makes it leave STARTED, by a CAS that follows this store.
     *   RUNNING -> IDLE is a CAS. It releases home and the saved registers to the next IDLE -> QUEUED, which acquires
     *     them. So whoever enqueues the task sees where the thread must go.
     *
     * Progress. Every method is lock-free and never parks. Unparkers, timers and the JVM's one unblocker thread call
     * execute; a virtual thread that calls it is pinned meanwhile.
     */

    private static final int IDLE = 0;
    private static final int QUEUED = 1;
    private static final int RUNNING = 2;
    private static final int NOTIFIED = 3;
    private static final int FORWARDED = 4;
    private static final int FIRST = 5;
    private static final int ENDED = 6;

    /** How often a thread is continued that an error has kept from it. */
    private static final int ATTEMPTS = 3;
    /** How long to wait for memory before something is tried again that must succeed in the end, in nanoseconds. */
    public static final long SHORTAGE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final VarHandle STATE = fieldVarHandle(lookup(), "state", VarHandle.class, Task.class, int.class);

    private static final VarHandle HEAD = staticFieldVarHandle(lookup(), "uncounted", VarHandle.class, Task.class,
            Task.class);
    /** Whoever adds to {@link #uncounted} holds it, except where the stack has no room for that. */
    private static final Object UNCOUNTED = new Object();
    /** Whoever counts out holds it. */
    private static final Object COUNTING = new Object();
    // the latest thread whose start has failed; its link and those behind it are never changed
    private static volatile @Nullable Task uncounted;
    // guarded by COUNTING: the first of those that were taken and are not yet counted out
    private static volatile @Nullable Task beingCounted;

    static {
        try {
            // Who makes a thread runnable that has a home may be at the end of a stack.
            lookup().ensureInitialized(AwaitedHome.class);
        } catch (IllegalAccessException e) {
            throw new AssertionError("it is in this class", e);
        }
    }

    private final Dispatcher dispatcher;

    /** The link of the inbox that this task is in. It belongs to whoever enqueued the task, then to the taker. */
    public @Nullable Task next;

    // set by the submission that starts the thread; it knows the thread, so there is no field for that
    private @Nullable Runnable continuation;
    // any thread, CAS
    private volatile int state;
    // the runner writes, the enqueuer reads (I1); the enqueuer makes it an AwaitedHome if somebody records waits
    private @Nullable Host home;

    /** Decides where a runnable task runs next. No call blocks. Calls come from any thread. */
    public interface Dispatcher {

        /**
         * A thread is about to start.
         *
         * @throws RejectedExecutionException if no thread may start any more
         */
        void starting(Task task);

        /** A task became runnable. The caller owns its QUEUED state. If this throws, the task is not queued. */
        void enqueue(Task task);

        /**
         * A task became runnable again while it ran on {@code host}. Called on that host. If this throws, the task is
         * not queued.
         */
        void requeue(Task task, Host host);

        /**
         * The task's thread has left its carrier, but there was no memory for the last part of its unmount. From now on
         * it belongs to the callee, who calls {@link Task#finishUnmount} until it succeeds. Called on the carrier. If
         * this throws, the task still belongs to the caller.
         *
         * <p>By default the carrier waits until there is memory. Where whoever holds the memory may wait for the
         * carrier in turn, somebody else must do that.
         */
        default void postpone(Task task) {
            while (!task.finishUnmount()) {
                LockSupport.parkNanos(SHORTAGE_NANOS);
            }
        }

        /** Access to the JDK's internals. */
        VirtualThreadAccess access();

        /** The name of threads that have none of their own, or empty. One text for all, so it costs no memory. */
        default String threadName() {
            return "";
        }

        /** The task's thread has ended. */
        void ended(Task task);

        /** The task's thread ended with open guards. The runner releases them. */
        void leaked(Task task, int holds);

        /** The JDK threw an exception out of the task's continuation. */
        void failed(Task task, Throwable cause);
    }

    /**
     * The place where a task runs, and to which it must come back if it unmounts inside a read section. A host defines
     * how the registers of a reader travel with its thread: they are saved and counted where the thread unmounts, and
     * restored there.
     */
    public interface Host {

        /** The carrier on which this host mounts tasks. It is always the same. */
        Carrier carrier();

        /**
         * Restores the registers of a thread that is about to run here. If this throws, call it again. Carrier thread
         * only.
         *
         * @throws AssertionError if the thread's home is another host; nothing has changed
         */
        default void mount(Task task) {
            Host home = task.home();
            if (home != null) {
                if (home != this) {
                    throw new AssertionError("%s holds a guard at home on %s, not on %s".formatted(task,
                            home.carrier(), carrier()));
                }
                carrier().resume(task);
            }
        }

        /**
         * Saves the registers of a thread that has just left, if it is inside a section. If this throws, call it again.
         * Carrier thread only.
         */
        default void unmount(Task task) {
            if (carrier().holds() != 0) {
                task.settle(this);
                // Last: once the registers are cleared, nobody can see that the thread is inside a section.
                carrier().park(task);
            } else if (task.home() != null) {
                task.settle(null);
            }
        }
    }

    /**
     * Stands for the home of a thread that waits for it, while a recording measures how long. So the task needs no
     * field for the event. Nobody but the task sees it.
     */
    private record AwaitedHome(Host host, HomeWaitEvent event) implements Host {

        @Override
        public Carrier carrier() {
            return host.carrier();
        }
    }

    private Task(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    /**
     * Makes an unstarted virtual thread. {@code dispatcher} decides where it runs.
     *
     * @param name the thread's name, or null for the one that the dispatcher gives
     */
    public static Thread newThread(Dispatcher dispatcher, @Nullable String name, Runnable body) {
        return dispatcher.access().newThread(new Task(dispatcher), name == null ? dispatcher.threadName() : name, body);
    }

    /** @throws IllegalStateException if the thread has not started: before that the task does not know it */
    @Override
    public Thread thread() {
        Thread bound = threadIfStarted();
        if (bound == null) {
            throw new IllegalStateException("a task knows its thread from the start on, and this one has not started");
        }
        return bound;
    }

    private @Nullable Thread threadIfStarted() {
        Runnable own = continuation;
        return own == null ? null : dispatcher.access().threadOf(own);
    }

    /**
     * Takes a continuation from the JDK. It is this thread's own, or that of a virtual thread that was made inside this
     * one and inherited its executor.
     */
    @Override
    public void execute(Runnable runnable) {
        if (runnable == continuation) {
            submit();
        } else if (continuation == null) {
            start(runnable);
        } else {
            adopt(runnable);
        }
    }

    /** Gives a task of its own to a virtual thread that was made inside ours and starts now. */
    private void adopt(Runnable foreign) {
        VirtualThreadAccess access = dispatcher.access();
        Thread child = access.threadOf(foreign);
        if (child == null) {
            throw new RejectedExecutionException(dispatcher + " runs virtual threads only, not " + foreign);
        }
        Task task = new Task(dispatcher);
        String name = dispatcher.threadName();
        if (!name.isEmpty() && child.getName().isEmpty()) {
            access.setName(child, name);
        }
        access.setScheduler(foreign, task);
        task.execute(foreign);
    }

    private void start(Runnable own) {
        if (uncounted != null) {
            countFailedStarts();
        }
        // First, because a dispatcher that refuses the thread says which one.
        continuation = own;
        try {
            dispatcher.starting(this);
        } catch (Throwable e) {
            // Nothing has started.
            continuation = null;
            throw e;
        }
        try {
            // No CAS: nobody else can submit a thread that has never been queued. Enqueueing publishes the store.
            STATE.set(this, FIRST);
            dispatcher.enqueue(this);
        } catch (Throwable e) {
            state = IDLE;
            try {
                dispatcher.ended(this);
            } catch (StackOverflowError again) {
                // The call that counted the thread in may have been compiled, and this one may be interpreted, which
                // takes more stack. No call may stand here.
                try {
                    synchronized (UNCOUNTED) {
                        next = uncounted;
                        uncounted = this;
                    }
                } catch (StackOverflowError locked) {
                    // The interpreter looks for room once more when it has locked. Only if two threads came here within
                    // the same few instructions, one could hide the other.
                    next = uncounted;
                    uncounted = this;
                }
            }
            throw e;
        }
    }

    /**
     * Counts those out whose start has failed where the stack had no room even for that. For whoever starts a thread or
     * asks how many live; any thread. If it throws, it can be called again.
     */
    public static void countFailedStarts() {
        if (uncounted == null && beingCounted == null) {
            return;
        }
        synchronized (COUNTING) {
            if (beingCounted == null) {
                // Pairs with Task.start: it stores the link before it stores the task. Whoever adds one without the
                // lock may bring back some that were taken here: their state tells.
                beingCounted = (Task) HEAD.getAndSet(null);
            }
            for (Task failed = beingCounted; failed != null; failed = failed.next) {
                beingCounted = failed;
                if (failed.state == IDLE) {
                    failed.dispatcher.ended(failed);
                    failed.state = ENDED;
                }
            }
            beingCounted = null;
        }
    }

    private void submit() {
        while (true) {
            int seen = state;
            if (seen == IDLE && casState(IDLE, QUEUED)) {
                // No call stands between the two, so the task is not left QUEUED in no queue at the end of a stack.
                try {
                    dispatcher.enqueue(this);
                } catch (Throwable e) {
                    // The JDK tries again after an OutOfMemoryError, and must not find the task QUEUED then.
                    state = IDLE;
                    throw e;
                }
                return;
            }
            if (seen == FORWARDED) {
                dispatcher.access().defaultScheduler().execute(Objects.requireNonNull(continuation));
                return;
            }
            boolean covered = seen == QUEUED || seen == NOTIFIED || seen == FIRST || seen == ENDED;
            if (covered || (seen == RUNNING && casState(RUNNING, NOTIFIED))) {
                return;
            }
        }
    }

    /**
     * Gives the thread to the JDK's own scheduler for good. The caller took the task out of a queue after the carriers
     * had ended. The thread must not be inside a read section.
     *
     * <p>The JDK may be handed the continuation twice. It runs the thread once, if it is runnable, and ignores the
     * rest.
     */
    public void forward() {
        state = FORWARDED;
        // The JDK may read either executor from now on; both lead to its scheduler. A thread that never ends, as the
        // JDK's pollers, would otherwise keep this task and all behind it for ever.
        dispatcher.access().setScheduler(Objects.requireNonNull(continuation),
                dispatcher.access().defaultScheduler());
        while (true) {
            try {
                submit();
                return;
            } catch (OutOfMemoryError e) {
                // The caller has unparked another thread, which must not be lost because memory is short.
                Thread.onSpinWait();
            }
        }
    }

    /** Whether {@code candidate} decides where this task runs. */
    public boolean isOf(Dispatcher candidate) {
        return dispatcher == candidate;
    }

    /** The host where the thread must resume, or null if it may resume anywhere. For the enqueuer and the runner. */
    public @Nullable Host home() {
        return home instanceof AwaitedHome awaited ? awaited.host : home;
    }

    /** Sets this thread's home; null means none. For the host that unmounts the thread. */
    public void settle(@Nullable Host newHome) {
        home = newHome;
    }

    /** Notes that the thread, which has a home, is about to enter its inbox. For the enqueuer. */
    public void homeWaitBegins() {
        if (Events.arePossible()) {
            try {
                HomeWaitEvent wait = HomeWaitEvent.started();
                Host awaited = home();
                if (wait != null && awaited != null) {
                    home = new AwaitedHome(awaited, wait);
                }
            } catch (OutOfMemoryError | StackOverflowError e) {
                // An unparker must not fail because somebody records.
            }
        }
    }

    /** Notes that the thread's home is about to mount it. For the runner. */
    public void homeWaitEnds() {
        if (home instanceof AwaitedHome awaited) {
            home = awaited.host;
            try {
                awaited.event.ended(thread());
            } catch (Throwable e) {
                // There is no memory for an event. The thread must be run all the same.
            }
        }
    }

    /**
     * Mounts the thread and runs it until it unmounts. The carrier survives whatever the JDK throws. If this throws,
     * the thread has not run, and this can be called again on the same host.
     */
    public void run(Host host) {
        Thread thread = thread();
        boolean repeated = begin(host, thread);
        // From here on nothing is thrown: the thread runs, or has run, and must get where it belongs.
        Throwable failure = null;
        int leaked = 0;
        boolean ran = false;
        boolean unmounted = false;
        boolean reported = false;
        boolean left = false;
        while (!left) {
            try {
                if (!ran) {
                    failure = repeated ? finishUnmount(thread) : null;
                    failure = failure == null ? runContinuation(thread) : failure;
                    ran = true;
                }
                boolean alive = thread.isAlive();
                if (!alive && host.carrier().holds() != 0) {
                    leaked = host.carrier().holds();
                    host.carrier().registers().clear();
                }
                if (!unmounted) {
                    host.unmount(this);
                    unmounted = true;
                }
                host.carrier().announceUnmount();
                if (!reported) {
                    reported = true;
                    report(failure, leaked);
                }
                if (isUnfinished(failure)) {
                    dispatcher.postpone(this);
                } else {
                    leave(host, alive);
                }
                left = true;
            } catch (OutOfMemoryError | StackOverflowError e) {
                // A step that failed is repeated. The last one gives the task away, and throws only before it does.
            }
        }
    }

    /**
     * Each step can be repeated, and the last one is the one that must not be done twice.
     *
     * @return whether an earlier run was left by an error: before the thread ran, or past all handlers, so that the
     *         thread may have run and its unmount may not be finished
     */
    private boolean begin(Host host, Thread thread) {
        int before = (int) STATE.get(this);
        if (before == FIRST) {
            // Pairs with Task.submit: it follows the JDK's CAS by which the thread leaves STARTED, and that CAS follows
            // this store.
            STATE.setRelease(this, RUNNING);
        } else {
            // Pairs with Task.submit, which writes the JDK's state word and then reads ours. The runner writes ours and
            // then reads the JDK's. With a weaker store each could miss the other.
            state = RUNNING;
        }
        host.carrier().mounting(thread);
        host.mount(this);
        return before == RUNNING || before == NOTIFIED;
    }

    /**
     * Reports before the task is given away. Reports allocate. For want of memory the JVM may leave compiled frames
     * without asking their handlers, and whoever called the run takes the task for one that has not run. As long as the
     * task is the caller's, another run does no harm: begin says so.
     */
    private void report(@Nullable Throwable failure, int leaked) {
        try {
            if (failure != null && !isUnfinished(failure)) {
                dispatcher.failed(this, failure);
            }
            if (leaked != 0) {
                dispatcher.leaked(this, leaked);
            }
        } catch (OutOfMemoryError | StackOverflowError e) {
            // The thread gets where it belongs all the same.
        }
    }

    /**
     * Runs the thread until it unmounts. Returns an OutOfMemoryError if there was no memory for the last part of that;
     * whatever else the JDK threw if the thread may be lost for it; else null.
     */
    private @Nullable Throwable runContinuation(Thread thread) {
        Throwable failure = null;
        for (int attempt = 0; attempt < ATTEMPTS && failure == null; attempt++) {
            try {
                if (continuation != null) {
                    continuation.run();
                }
                return null;
            } catch (OutOfMemoryError | StackOverflowError e) {
                // As a rule the JDK found no memory for the timer of a timed wait. Nobody would ever wake the thread.
                // If it has not run at all, it does in the next attempt, which does nothing if it is not runnable.
                failure = finishUnmount(thread);
            } catch (Throwable e) {
                failure = e;
            }
        }
        return failure;
    }

    /** Returns null if it is finished, an OutOfMemoryError if it can be tried again, and anything else if it cannot. */
    private @Nullable Throwable finishUnmount(Thread thread) {
        try {
            dispatcher.access().finishUnmount(thread);
            return null;
        } catch (Throwable e) {
            return e;
        }
    }

    private static boolean isUnfinished(@Nullable Throwable failure) {
        return failure instanceof OutOfMemoryError;
    }

    /**
     * Finishes the unmount of a thread for which there was no memory, and queues the task. For whoever has it from
     * {@link Dispatcher#postpone}. If this throws, call it again.
     *
     * @return whether there was memory; then the task does not belong to the caller any more
     */
    public boolean finishUnmount() {
        Throwable failure = finishUnmount(thread());
        if (isUnfinished(failure)) {
            return false;
        }
        report(failure, 0);
        // It may have ended, or may not have run at all. The next run finds out, and does nothing with a thread that is
        // not runnable. Needs no pair: the queue publishes the task.
        STATE.setRelease(this, QUEUED);
        queue(null);
        return true;
    }

    /** The last transition of a run. The thread has unmounted and its registers are saved. */
    private void leave(Host host, boolean alive) {
        if (!alive) {
            // No CAS: only a late stack dump still submits an ended thread, and that submission may get lost.
            // Needs no pair: whoever reads it has nothing to do.
            STATE.setRelease(this, ENDED);
            dispatcher.ended(this);
        } else if (state == NOTIFIED || !casState(RUNNING, IDLE)) {
            // No CAS: only the runner leaves NOTIFIED, and a submitter treats NOTIFIED and QUEUED alike.
            // Needs no pair: the queue publishes the task.
            STATE.setRelease(this, QUEUED);
            queue(host);
        }
    }

    /** @param host where it just ran, if that is the caller */
    private void queue(@Nullable Host host) {
        while (true) {
            try {
                if (host == null) {
                    dispatcher.enqueue(this);
                } else {
                    dispatcher.requeue(this, host);
                }
                return;
            } catch (OutOfMemoryError | StackOverflowError e) {
                // Then it is in no queue. A task that is left so is lost, and the next attempt may succeed.
                Thread.onSpinWait();
            }
        }
    }

    private boolean casState(int from, int to) {
        // Pairs with itself in Task.run and Task.submit: the CAS to IDLE releases home and the saved registers to the
        // CAS to QUEUED.
        return STATE.compareAndSet(this, from, to);
    }

    @Override
    public String toString() {
        return "Task[" + threadIfStarted() + "]";
    }
}
