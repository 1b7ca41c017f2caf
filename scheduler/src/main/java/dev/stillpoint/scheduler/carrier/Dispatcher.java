package dev.stillpoint.scheduler.carrier;

import dev.stillpoint.scheduler.jdk.VirtualThreadAccess;

/** Who decides on which carrier a runnable task runs next. All calls are non-blocking and come from any thread. */
public interface Dispatcher {

    /**
     * A thread is about to start.
     *
     * @throws java.util.concurrent.RejectedExecutionException if no thread may start any more
     */
    void starting(Task task);

    /** A task became runnable. The caller owns its QUEUED state; on an exception the task is not queued. */
    void enqueue(Task task);

    /** A task became runnable again while it ran on {@code carrier}; called there. Must not fail. */
    void requeue(Task task, Carrier carrier);

    /** The JDK's internals. */
    VirtualThreadAccess access();

    /** The task's thread has ended. */
    void ended(Task task);

    /** The task's thread ended with guards open; they have been released. */
    void leaked(Task task, int holds);

    /** The JDK threw out of the task's continuation. */
    void failed(Task task, Throwable cause);
}
