// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.jdk;

import dev.stillpoint.scheduler.support.SharedSetup;
import dev.stillpoint.scheduler.timing.Timer;
import dev.stillpoint.scheduler.timing.TimerThread;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * What the scheduler needs of the JDK, by the interface for schedulers of the Loom branch: the class that
 * {@code -Djdk.virtualThreadScheduler.implClass} would name there. docs/loom-schedulers.md says what it would bring.
 *
 * <p>A JVM has one of these, and each {@code CarrierScheduler} gives it the threads that are its own. A thread that one
 * of those starts goes to the same scheduler. All others, and those that the JDK wants to have on a certain carrier, go
 * to the built-in one.
 */
public class LoomAccess implements VirtualThreadScheduler, VirtualThreadAccess {

    /** How long a carrier waits for memory before it tries again. */
    private static final long SHORTAGE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final VirtualThreadScheduler builtIn;
    private final Timers timers = new Timers();
    /** The threads of all schedulers that have started and not ended. */
    private final Map<Thread, Bound> live = new ConcurrentHashMap<>();
    private final Executor elsewhere = this::goElsewhere;

    /** As the JDK makes it. */
    public LoomAccess(VirtualThreadScheduler builtIn) {
        this.builtIn = builtIn;
    }

    // @start region="routes"
    /** What is attached to a thread of ours: its continuation, and who is handed it. The same for all its life. */
    private final class Bound implements Runnable {

        private final VirtualThreadTask task;
        // who starts the thread, and who gives it to the built-in scheduler; any thread reads
        private volatile Executor executor;

        Bound(VirtualThreadTask task, Executor executor) {
            this.task = task;
            this.executor = executor;
        }

        @Override
        public void run() {
            try {
                task.run();
            } catch (IllegalStateException e) {
                // It was handed over for nothing, or twice, and is not runnable.
            }
            if (!task.thread().isAlive()) {
                live.remove(task.thread());
            }
        }
    }

    @Override
    public Thread newThread(Executor scheduler, String name, Runnable body) {
        Thread.Builder.OfVirtual builder = name == null ? Thread.ofVirtual() : Thread.ofVirtual().name(name);
        VirtualThreadTask task = newThread(builder, (Thread) null, body);
        task.attach(new Bound(task, scheduler));
        return task.thread();
    }

    @Override
    public void onStart(VirtualThreadTask task) {
        Bound bound = task.attachment() instanceof Bound own ? own : inherited(task);
        if (bound == null) {
            builtIn.onStart(task);
            return;
        }
        live.put(task.thread(), bound);
        try {
            bound.executor.execute(bound);
        } catch (Throwable e) {
            live.remove(task.thread());
            throw e;
        }
    }

    /** A thread that one of ours starts is handed to its parent's executor, which gives it one of its own. */
    private Bound inherited(VirtualThreadTask task) {
        Bound parent = task.preferredCarrier() == null ? live.get(Thread.currentThread()) : null;
        if (parent == null) {
            return null;
        }
        Bound child = new Bound(task, parent.executor);
        task.attach(child);
        return child;
    }

    @Override
    public void onContinue(VirtualThreadTask task) {
        if (task.attachment() instanceof Bound bound) {
            bound.executor.execute(bound);
        } else {
            builtIn.onContinue(task);
        }
    }

    @Override
    public Thread threadOf(Runnable continuation) {
        return continuation instanceof Bound bound ? bound.task.thread() : null;
    }

    @Override
    public void setScheduler(Runnable continuation, Executor scheduler) {
        ((Bound) continuation).executor = scheduler;
    }

    @Override
    public Executor defaultScheduler() {
        return elsewhere;
    }

    /** Gives a thread to the built-in scheduler for good: from now on it is none of ours. */
    private void goElsewhere(Runnable continuation) {
        VirtualThreadTask task = ((Bound) continuation).task;
        live.remove(task.thread());
        task.attach(null);
        builtIn.onContinue(task);
    }
    // @end

    // The start waits here while somebody else holds the thread's monitor: there is no other way to name a thread.
    @Override
    public void setName(Thread thread, String name) {
        thread.setName(name);
    }

    @Override
    public List<Thread> threadsOn(Predicate<Executor> scheduler) {
        List<Thread> found = new ArrayList<>();
        live.forEach((thread, bound) -> {
            if (scheduler.test(bound.executor)) {
                found.add(thread);
            }
        });
        return found;
    }

    /** The same call as on JDK 25, for which nothing must be opened. */
    @Override
    public void startPollers() {
        try {
            Class.forName("sun.nio.ch.Poller", true, null);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("the JDK has other pollers", e);
        }
    }

    // -- timed waits

    /** The thread of the timers, while somebody has carriers. */
    private static final class Timers extends SharedSetup {

        // under the monitor of this; any thread reads
        private volatile TimerThread thread;

        @Override
        protected void setUp() {
            thread = CarrierTimers.startThread();
        }

        @Override
        protected void takeDown() {
            TimerThread ended = thread;
            thread = null;
            ended.end();
        }
    }

    @Override
    public SharedSetup.Lease serveTimedWaits() {
        return timers.lease();
    }

    @Override
    public Future<?> schedule(Runnable action, long delay, TimeUnit unit) {
        TimerThread ours = Thread.currentThread() instanceof JdkCarrierThread ? timers.thread : null;
        return ours == null ? builtIn.schedule(action, delay, unit) : timer(ours, action, unit.toNanos(delay));
    }

    /** Waits until there is memory, for a thread without its timer would never be woken. */
    private static Future<?> timer(TimerThread timers, Runnable action, long nanos) {
        while (true) {
            try {
                Wait wait = new Wait(timers.prepare(action, nanos));
                timers.send(wait.timer());
                return wait;
            } catch (OutOfMemoryError e) {
                LockSupport.parkNanos(SHORTAGE_NANOS);
            }
        }
    }

    /** There is nothing to be done: what needs memory after an unmount is {@link #schedule}, which waits for it. */
    @Override
    public void finishUnmount(Thread thread) {
        // Nothing is left.
    }

    /** What the JDK holds of a timer. It cancels it, and asks for nothing else. */
    private record Wait(Timer timer) implements Future<Void> {

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            try {
                return timer.cancel();
            } catch (VirtualMachineError e) {
                // If the timer fires, it finds that nobody waits for it.
                return false;
            }
        }

        @Override
        public boolean isCancelled() {
            return timer.isCancelled();
        }

        @Override
        public boolean isDone() {
            return timer.isDone();
        }

        @Override
        public Void get() {
            throw new UnsupportedOperationException("The end of a timed wait has no result, and nobody waits for it.");
        }

        @Override
        public Void get(long timeout, TimeUnit unit) {
            return get();
        }
    }
}
