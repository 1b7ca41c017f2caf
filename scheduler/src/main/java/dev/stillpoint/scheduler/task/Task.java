package dev.stillpoint.scheduler.task;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
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
import org.jspecify.annotations.Nullable;

/**
 * The scheduler's side of one virtual thread: the executor to which the JDK hands that thread's continuation, with the
 * thread's scheduling state, its home, and its registers while it is parked inside a read section.
 *
 * <p>Who decides where a task runs is its {@link Dispatcher}; where it runs, and must come back to, is a {@link Host}.
 */
public final class Task extends Reader implements Executor {

    /*
     * State word. The JDK may submit a continuation again while it is still running (a raced unpark) or already queued
     * (a stack dump). The word makes of that stream at most one queue entry and one runner at a time.
     *
     *   IDLE     -> FIRST      // the thread starts: queued for its first run. A plain store, nobody else submits it
     *   IDLE     -> QUEUED     // submitted; the submitter enqueues
     *   FIRST    -> RUNNING    // a carrier took it; only the taker does this
     *   QUEUED   -> RUNNING    // likewise
     *   RUNNING  -> NOTIFIED   // submitted while it runs; the runner will enqueue
     *   RUNNING  -> IDLE       // the continuation returned
     *   NOTIFIED -> QUEUED     // the continuation returned; the runner enqueues
     *   RUNNING  -> ENDED      // the thread has ended; NOTIFIED too
     *   QUEUED   -> IDLE       // the submitter could not enqueue (no memory, no stack); FIRST too
     *   QUEUED   -> FORWARDED  // the carriers have ended; the JDK's scheduler runs the thread from now on; FIRST too
     *
     * Invariants.
     *   I1  One carrier per task: between QUEUED -> RUNNING and the next transition out of RUNNING or NOTIFIED by the
     *       same carrier, nobody else runs the continuation or touches the plain fields.
     *   I2  No submission is lost: one that finds FIRST or QUEUED is covered by the run to come, one that finds RUNNING
     *       leaves NOTIFIED behind. One that finds ENDED came from a stack dump that was late.
     *   I3  home != null exactly while the thread is unmounted inside a read section, or mounted and has been.
     *
     * Ordering.
     *   QUEUED -> RUNNING is a volatile store: the runner then reads the virtual thread's own state word. A submitter
     *     that still saw QUEUED wrote that word before; with a weaker store both could miss each other and the thread
     *     would sleep for ever (I2).
     *   FIRST -> RUNNING may be a release store: nobody submits a thread again before its own word has left STARTED,
     *     which only that run brings about, by a CAS that follows this store.
     *   RUNNING -> IDLE is a CAS and releases home and the saved registers to the next IDLE -> QUEUED, which acquires
     *     them: whoever enqueues sees where the thread must go.
     *
     * Progress. Every method is lock-free and never parks: execute is called by unparkers, timers and the JVM's one
     * unblocker thread, inside virtual threads pinned.
     */

    private static final int IDLE = 0;
    private static final int QUEUED = 1;
    private static final int RUNNING = 2;
    private static final int NOTIFIED = 3;
    private static final int FORWARDED = 4;
    private static final int FIRST = 5;
    private static final int ENDED = 6;

    private static final VarHandle STATE = fieldVarHandle(lookup(), "state", VarHandle.class, Task.class, int.class);

    private final Dispatcher dispatcher;

    /** The link of the inbox this task is in; owned by whoever enqueued it, then by the taker. */
    public @Nullable Task next;

    // set once, by the submission that starts the thread
    private @Nullable Runnable continuation;
    // set before the thread starts
    private @Nullable Thread thread;
    // any thread, CAS
    private volatile int state;
    // runner only, read by the enqueuer (I1)
    private @Nullable Host home;
    // the enqueuer, then the runner (I1): null unless somebody records how long readers wait for their home
    private @Nullable HomeWaitEvent homeWait;

    /** Who decides where a runnable task runs next. All calls are non-blocking and come from any thread. */
    public interface Dispatcher {

        /**
         * A thread is about to start.
         *
         * @throws RejectedExecutionException if no thread may start any more
         */
        void starting(Task task);

        /** A task became runnable. The caller owns its QUEUED state; on an exception the task is not queued. */
        void enqueue(Task task);

        /** A task became runnable again while it ran on {@code host}; called there. Must not fail. */
        void requeue(Task task, Host host);

        /** The JDK's internals. */
        VirtualThreadAccess access();

        /** The task's thread has ended. */
        void ended(Task task);

        /** The task's thread ended with guards open; they have been released. */
        void leaked(Task task, int holds);

        /** The JDK threw out of the task's continuation. */
        void failed(Task task, Throwable cause);
    }

    /**
     * Where a task runs, and where it must come back if it unmounts inside a read section. How the registers of a
     * reader travel with its thread stands here: they are counted where the thread unmounted, and restored there.
     */
    public interface Host {

        /** The carrier on which this host mounts tasks. Always the same. */
        Carrier carrier();

        /**
         * Before the thread runs here: restores its registers. Carrier thread only.
         *
         * @throws AssertionError if the thread is at home elsewhere; nothing has changed
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

        /** After the thread left: keeps its registers, if it is inside a section. Carrier thread only. */
        default void unmount(Task task) {
            if (carrier().holds() != 0) {
                carrier().park(task);
                task.settle(this);
            } else if (task.home() != null) {
                task.settle(null);
            }
        }
    }

    private Task(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    /**
     * An unstarted virtual thread whose runs {@code dispatcher} decides.
     *
     * @param name the thread's name, or null for none
     */
    public static Thread newThread(Dispatcher dispatcher, @Nullable String name, Runnable body) {
        Task task = new Task(dispatcher);
        Thread made = dispatcher.access().newThread(task, name, body);
        task.thread = made;
        return made;
    }

    @Override
    public Thread thread() {
        Thread bound = thread;
        if (bound == null) {
            throw new IllegalStateException("the thread starts after its task has been told of it");
        }
        return bound;
    }

    /**
     * Takes a continuation from the JDK: this thread's own, or that of a virtual thread which was made inside this one
     * and inherited its executor.
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

    /** A virtual thread that was made inside ours starts: it gets a task of its own. */
    private void adopt(Runnable foreign) {
        VirtualThreadAccess access = dispatcher.access();
        Thread child = access.threadOf(foreign);
        if (child == null) {
            throw new RejectedExecutionException(dispatcher + " runs virtual threads only, not " + foreign);
        }
        Task task = new Task(dispatcher);
        task.thread = child;
        access.setScheduler(child, task);
        task.execute(foreign);
    }

    private void start(Runnable own) {
        dispatcher.starting(this);
        continuation = own;
        try {
            // Nobody else can submit a thread that has never been queued: no CAS, and whoever enqueues publishes this.
            STATE.set(this, FIRST);
            enqueue();
        } catch (Throwable e) {
            dispatcher.ended(this);
            throw e;
        }
    }

    private void submit() {
        while (true) {
            int seen = state;
            if (seen == IDLE && casState(IDLE, QUEUED)) {
                enqueue();
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

    private void enqueue() {
        try {
            dispatcher.enqueue(this);
        } catch (Throwable e) {
            // The JDK tries again after an OutOfMemoryError; it must not find the task QUEUED.
            state = IDLE;
            throw e;
        }
    }

    /**
     * Gives the thread to the JDK's own scheduler, for good. For whoever took the task out of a queue after the
     * carriers had ended; the thread must not be inside a read section.
     *
     * <p>The JDK may be handed a continuation twice: it runs a thread that is runnable, once, and ignores the rest.
     */
    public void forward() {
        state = FORWARDED;
        while (true) {
            try {
                submit();
                return;
            } catch (OutOfMemoryError e) {
                // Whoever called this has unparked somebody else, who must not be lost for that.
                Thread.onSpinWait();
            }
        }
    }

    /** Whether {@code candidate} decides where this task runs. */
    public boolean isOf(Dispatcher candidate) {
        return dispatcher == candidate;
    }

    /** Where the thread must resume, or null for anywhere. For the enqueuer and the runner. */
    public @Nullable Host home() {
        return home;
    }

    /** Makes a host this thread's home, or none. For the host that unmounts the thread. */
    public void settle(@Nullable Host newHome) {
        home = newHome;
    }

    /** The thread is about to be put into the inbox of its home. For the enqueuer. */
    public void homeWaitBegins() {
        if (Events.arePossible()) {
            homeWait = HomeWaitEvent.started();
        }
    }

    /** The thread's home is about to mount it. For the runner. */
    public void homeWaitEnds() {
        HomeWaitEvent wait = homeWait;
        if (wait != null) {
            homeWait = null;
            wait.ended(thread());
        }
    }

    /** Mounts the thread and runs it until it unmounts. A carrier survives whatever the JDK throws here. */
    public void run(Host host) {
        if ((int) STATE.get(this) == FIRST) {
            // Pairs with Task.submit: it comes after the JDK's CAS by which the thread leaves STARTED, and that follows
            // this store.
            STATE.setRelease(this, RUNNING);
        } else {
            // Pairs with Task.submit, which sets the JDK's word and then reads ours; what runs next reads them the
            // other way round. With a weaker store both could miss each other.
            state = RUNNING;
        }
        Carrier carrier = host.carrier();
        carrier.mounting(thread());
        host.mount(this);
        try {
            if (continuation != null) {
                continuation.run();
            }
        } catch (Throwable e) {
            dispatcher.failed(this, e);
        }
        boolean alive = thread().isAlive();
        if (!alive && carrier.holds() != 0) {
            dispatcher.leaked(this, carrier.holds());
            carrier.registers().clear();
        }
        host.unmount(this);
        carrier.announceUnmount();
        if (!alive) {
            // The submission of an ended thread, by a stack dump that came too late, may get lost: no CAS.
            // Needs no pair: whoever reads it has nothing to do.
            STATE.setRelease(this, ENDED);
            dispatcher.ended(this);
        } else if (state == NOTIFIED || !casState(RUNNING, IDLE)) {
            // Only the runner leaves NOTIFIED, and whoever submits treats QUEUED alike.
            // Needs no pair: the queue publishes the task.
            STATE.setRelease(this, QUEUED);
            dispatcher.requeue(this, host);
        }
    }

    private boolean casState(int from, int to) {
        // Pairs with itself in Task.run and Task.submit: the one to IDLE releases home and the saved registers to the
        // one to QUEUED.
        return STATE.compareAndSet(this, from, to);
    }

    @Override
    public String toString() {
        return "Task[" + thread + "]";
    }
}
