// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.jcstress;

import dev.stillpoint.scheduler.fixture.PlayedHost;
import dev.stillpoint.scheduler.fixture.PlayedParties;
import dev.stillpoint.scheduler.task.Task;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The part of the JDK: it hands a continuation to the task, first to start it and again at each unpark. */
class PlayedJdk extends PlayedParties {

    // state's constructor, then fixed
    private @Nullable Executor executor;
    private @Nullable Task task;
    private final Runnable continuation = this::continueThread;
    private final Thread thread = Thread.currentThread();

    // unparker writes, the continuation reads
    private volatile boolean unparked;
    // carrier only
    private boolean sawUnpark;
    // unparker only
    private int enqueued;
    // carrier only
    private int requeued;

    /** A thread that has run once, as the JDK submits none again before that, and is queued now. */
    PlayedJdk() {
        Task.newThread(this, null, continuation);
        submit();
        task().run(new PlayedHost("earlier"));
        submit();
        enqueued = 0;
    }

    final void unpark() {
        unparked = true;
        submit();
    }

    private void submit() {
        if (executor != null) {
            executor.execute(continuation);
        }
    }

    private void continueThread() {
        sawUnpark = unparked;
    }

    final boolean sawUnpark() {
        return sawUnpark;
    }

    final Task task() {
        if (task == null) {
            throw new IllegalStateException("the constructor submits the task");
        }
        return task;
    }

    /** Since it was made. */
    final int timesQueued() {
        return enqueued + requeued;
    }

    // -- as the virtual thread implementation

    @Override
    public Thread newThread(Executor scheduler, @Nullable String name, Runnable body) {
        executor = scheduler;
        return thread;
    }

    @Override
    public Thread threadOf(Runnable continued) {
        return thread;
    }

    // -- as the scheduler

    @Override
    public void starting(Task starting) {
        task = starting;
    }

    @Override
    public void enqueue(Task runnable) {
        enqueued++;
    }

    @Override
    public void requeue(Task runnable, Task.Host host) {
        requeued++;
    }
}
