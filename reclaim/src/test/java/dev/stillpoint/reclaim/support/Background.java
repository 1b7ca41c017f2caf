// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.support;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A thread that a test started, and whatever it failed with. */
public final class Background {

    /** What the thread does. */
    @FunctionalInterface
    public interface Body {

        void run() throws Throwable;
    }

    private final Thread thread;
    private final CountDownLatch done = new CountDownLatch(1);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    private Background(Function<Runnable, Thread> starter, Body body) {
        thread = starter.apply(() -> {
            try {
                body.run();
            } catch (Throwable e) {
                failure.set(e);
            } finally {
                done.countDown();
            }
        });
    }

    /** Runs {@code body} on the thread that {@code starter} starts. */
    static Background start(Function<Runnable, Thread> starter, Body body) {
        return new Background(starter, body);
    }

    /** Runs {@code body} on a platform thread. */
    public static Background platform(String name, Body body) {
        return start(Thread.ofPlatform().daemon().name(name)::start, body);
    }

    public Thread thread() {
        return thread;
    }

    public boolean isDone() {
        return done.getCount() == 0;
    }

    /** Waits for the end, then throws what the thread failed with. */
    public void join() throws InterruptedException {
        done.await();
        thread.join();
        Throwable thrown = failure.get();
        if (thrown != null) {
            throw new AssertionError(thread.getName() + " failed: " + thrown, thrown);
        }
    }
}
