// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.explore;

import dev.stillpoint.scheduler.jdk.VirtualThreadAccess;
import dev.stillpoint.scheduler.support.SharedSetup;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The JDK's internals, and the continuations that the JDK has submitted, so that they can be submitted again. */
final class RememberingAccess implements VirtualThreadAccess {

    private final VirtualThreadAccess jdk;
    private final Map<Thread, Runnable> continuations = new HashMap<>();

    RememberingAccess(VirtualThreadAccess jdk) {
        this.jdk = jdk;
    }

    /** What the JDK has submitted for this thread, or null if it has not started. */
    @Nullable Runnable continuationOf(Thread thread) {
        return continuations.get(thread);
    }

    @Override
    public Thread newThread(Executor scheduler, @Nullable String name, Runnable body) {
        return jdk.newThread(remembering(scheduler), name, body);
    }

    @Override
    public void setScheduler(Runnable continuation, Executor scheduler) {
        jdk.setScheduler(continuation, remembering(scheduler));
    }

    /** Children inherit it, so what arrives may be another thread's. */
    private Executor remembering(Executor scheduler) {
        return continuation -> {
            Thread thread = jdk.threadOf(continuation);
            if (thread != null) {
                continuations.put(thread, continuation);
            }
            scheduler.execute(continuation);
        };
    }

    @Override
    public @Nullable Thread threadOf(Runnable continuation) {
        return jdk.threadOf(continuation);
    }

    @Override
    public void setName(Thread thread, String name) {
        jdk.setName(thread, name);
    }

    @Override
    public List<Thread> threadsOn(Predicate<Executor> scheduler) {
        return jdk.threadsOn(scheduler);
    }

    @Override
    public void startPollers() {
        jdk.startPollers();
    }

    @Override
    public SharedSetup.Lease serveTimedWaits() {
        return jdk.serveTimedWaits();
    }

    @Override
    public void finishUnmount(Thread thread) {
        jdk.finishUnmount(thread);
    }

    @Override
    public Executor defaultScheduler() {
        return jdk.defaultScheduler();
    }
}
