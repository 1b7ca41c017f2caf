// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.jdk;

/** Stands for {@code java.lang.Thread.VirtualThreadTask} of the Loom branch: what a scheduler is given of a thread. */
interface VirtualThreadTask extends Runnable {

    /** The thread that this runs. */
    Thread thread();

    /** The carrier on which whoever made the thread would like to have it, or null. */
    Thread preferredCarrier();

    /**
     * Gives this an object of the scheduler's.
     *
     * @return the former one, or null
     */
    Object attach(Object attachment);

    /** The object that was attached last, or null. */
    Object attachment();

    /**
     * Runs the thread until it unmounts. For a platform thread, which is its carrier meanwhile.
     *
     * @throws IllegalStateException if the thread is not runnable
     */
    @Override
    void run();
}
