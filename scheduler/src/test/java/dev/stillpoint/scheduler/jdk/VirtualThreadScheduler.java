// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.jdk;

import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Stands for {@code java.lang.Thread.VirtualThreadScheduler} of the Loom branch. A JVM has one scheduler: it makes an
 * object of the class that {@code -Djdk.virtualThreadScheduler.implClass} names, and gives its constructor the built-in
 * one. What is a default method there is one here, and {@link LoomJdk} plays the JDK behind it.
 */
interface VirtualThreadScheduler {

    /**
     * A thread starts. Called by the thread that starts it.
     *
     * @throws java.util.concurrent.RejectedExecutionException if it must not start
     */
    void onStart(VirtualThreadTask task);

    /** A thread has become runnable again. Called by whoever made it so. */
    void onContinue(VirtualThreadTask task);

    /**
     * Makes an unstarted thread of this scheduler.
     *
     * @param preferredCarrier a wish, or null
     */
    default VirtualThreadTask newThread(Thread.Builder.OfVirtual builder, Thread preferredCarrier, Runnable body) {
        return LoomJdk.newThread(this, builder, preferredCarrier, body);
    }

    /** Runs an action later. The JDK sets the timers of timed waits by this, on the carrier. */
    default Future<?> schedule(Runnable action, long delay, TimeUnit unit) {
        return LoomJdk.schedule(action, delay, unit);
    }
}
