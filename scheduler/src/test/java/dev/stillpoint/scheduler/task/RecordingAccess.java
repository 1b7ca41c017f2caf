// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.task;

import dev.stillpoint.scheduler.jdk.VirtualThreadAccess;
import dev.stillpoint.scheduler.support.SharedSetup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/** Stands for the JDK: hands out a given thread as the new one, which most continuations are those of. */
final class RecordingAccess implements VirtualThreadAccess {
    /** The continuation that is a virtual thread's, and that thread. */
    Runnable childContinuation;
    Thread child;
    /** A runnable that continues no virtual thread. */
    Runnable noContinuation;
    /** What {@link #setScheduler} was told. */
    Executor schedulerOfChild;

    /** What ends an attempt to finish an unmount; null if it succeeds. */
    Error unmountFailure;

    /** What was given to the JDK's scheduler. */
    final List<Runnable> forwarded = new ArrayList<>();

    private Thread toBeMade;
    private Executor executorOfMade;

    /** A task that takes {@code thread} for its own: a running thread is alive, an unstarted one has ended. */
    Task taskOf(Thread thread, Task.Dispatcher dispatcher) {
        toBeMade = thread;
        Task.newThread(dispatcher, null, () -> {
        });
        return (Task) executorOfMade;
    }

    @Override
    public Thread newThread(Executor scheduler, String name, Runnable body) {
        executorOfMade = scheduler;
        return toBeMade;
    }

    @Override
    public Thread threadOf(Runnable continuation) {
        if (continuation.equals(noContinuation)) {
            return null;
        }
        return continuation.equals(childContinuation) ? child : toBeMade;
    }

    @Override
    public void setScheduler(Runnable continuation, Executor scheduler) {
        schedulerOfChild = scheduler;
    }

    @Override
    public void setName(Thread thread, String name) {
        thread.setName(name);
    }

    @Override
    public List<Thread> threadsOn(Predicate<Executor> scheduler) {
        throw new AssertionError("no task asks for other threads");
    }

    @Override
    public void startPollers() {
        throw new AssertionError("no task needs a socket");
    }

    @Override
    public SharedSetup.Lease serveTimedWaits() {
        throw new AssertionError("no task has carriers of its own");
    }

    @Override
    public void finishUnmount(Thread thread) {
        if (unmountFailure != null) {
            throw unmountFailure;
        }
    }

    @Override
    public Executor defaultScheduler() {
        return forwarded::add;
    }
}
