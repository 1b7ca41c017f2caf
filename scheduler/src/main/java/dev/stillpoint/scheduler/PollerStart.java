// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import dev.stillpoint.scheduler.jdk.VirtualThreadAccess;
import dev.stillpoint.scheduler.support.DaemonThreads;
import dev.stillpoint.scheduler.support.Uninterruptibly;
import org.jspecify.annotations.Nullable;

/**
 * The start of the JDK's socket pollers, on a thread of its own beside the start of the carriers, which takes as long.
 * The JDK makes the pollers when they are first needed, as children of the thread that needs them, and they never end.
 * The first of our threads that waits for a socket would make them its own. So they are there before any of our threads
 * can be started.
 */
final class PollerStart implements Runnable, Uninterruptibly.Wait {

    private final VirtualThreadAccess access;
    private final Thread thread = DaemonThreads.ofTheProcess("stillpoint-pollers", this);
    // written by thread, read after it has ended
    private @Nullable Throwable failure;

    private PollerStart(VirtualThreadAccess access) {
        this.access = access;
    }

    /**
     * Begins it. {@link #finish()} must follow.
     *
     * @throws OutOfMemoryError if the operating system grants no thread; nothing has begun then
     */
    static PollerStart begin(VirtualThreadAccess access) {
        PollerStart start = new PollerStart(access);
        start.thread.start();
        return start;
    }

    @Override
    public void run() {
        try {
            access.startPollers();
        } catch (Throwable e) {
            failure = e;
        }
    }

    /** Waits until the pollers run. Throws what kept the JDK from making them. */
    void finish() {
        Uninterruptibly.await(this);
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
    }

    @Override
    public void await() throws InterruptedException {
        thread.join();
    }
}
