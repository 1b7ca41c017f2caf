// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.pool;

import dev.stillpoint.scheduler.jdk.VirtualThreadAccess;
import dev.stillpoint.scheduler.task.Task;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that run on a pool's carriers but do not belong to its users. Nobody waits for their end, nobody interrupts
 * them, and they may start after the pool was shut down. They must never hold a guard while they park. When the
 * carriers end, the JDK's scheduler takes them over.
 *
 * <p>Threads that they make inherit this dispatcher, so these are service threads too.
 */
final class ServiceThreads implements Task.Dispatcher {

    private final Task.Dispatcher pool;
    private final AtomicInteger started = new AtomicInteger();

    ServiceThreads(Task.Dispatcher pool) {
        this.pool = pool;
    }

    /** How many threads have started so far. */
    int started() {
        return started.get();
    }

    @Override
    public void starting(Task task) {
        started.getAndIncrement();
    }

    @Override
    public void enqueue(Task task) {
        pool.enqueue(task);
    }

    @Override
    public void requeue(Task task, Task.Host host) {
        pool.requeue(task, host);
    }

    @Override
    public void postpone(Task task) {
        pool.postpone(task);
    }

    @Override
    public VirtualThreadAccess access() {
        return pool.access();
    }

    @Override
    public void ended(Task task) {
        // Nobody waits for service threads.
    }

    @Override
    public void leaked(Task task, int holds) {
        pool.leaked(task, holds);
    }

    @Override
    public void failed(Task task, Throwable cause) {
        pool.failed(task, cause);
    }
}
