// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.worker;

import dev.stillpoint.scheduler.queue.RunQueue;
import dev.stillpoint.scheduler.queue.SharedQueue;
import dev.stillpoint.scheduler.task.Task;
import org.jspecify.annotations.Nullable;

/** What a worker asks of its pool. All calls are lock-free. */
public interface Pool extends Task.Dispatcher {

    /** The queue of tasks that belong to no worker. */
    SharedQueue shared();

    /** The rule by which workers are woken. */
    Wakeups wakeups();

    /** Decides who may start threads, and counts how many live. */
    Lifecycle lifecycle();

    /** All workers whose tasks can be stolen, the caller included. Never changed in place. */
    RunQueue.Owner[] workers();

    /** Whether there is a task that any worker may take. */
    boolean workIsVisible();

    /** Whether the workers must end. */
    boolean isStopped();

    /** The watch over the pool's sockets; null if the JDK's pollers have them, for good or so far. */
    @Nullable SocketWatch socketWatch();

    /** Sees to it that there will be a watch, if there is to be one and the process has used sockets. */
    void watchSockets();

    /** Wakes a worker that dozes, if one does, to look around. */
    void callDozing();

    /** Counts the calling worker, which is active, out if too many are active. Returns whether it did. */
    boolean stepAside();

    /** Counts the calling worker out, because it was counted as active and cannot begin. */
    void lose();
}
