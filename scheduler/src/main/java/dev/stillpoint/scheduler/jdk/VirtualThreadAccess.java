// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.jdk;

import dev.stillpoint.scheduler.support.SharedSetup;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the scheduler needs from the JDK's virtual threads and cannot get from its public API. There is one
 * implementation per JDK whose internals it names. {@link JdkAccess} gives the one for this JVM.
 *
 * <p>A <em>continuation</em> is what the JDK hands to the executor of a virtual thread: running it runs the thread
 * until it unmounts. It is one and the same object for all the life of a thread. Whoever has it can ask for all the
 * rest, so an implementation may keep what it knows of a thread there, and needs no table of threads for it.
 */
public interface VirtualThreadAccess {

    /**
     * Makes an unstarted virtual thread. The JDK will hand its every continuation to {@code scheduler}.
     *
     * @param name the thread's name, or null for none
     */
    Thread newThread(Executor scheduler, @Nullable String name, Runnable body);

    /**
     * The virtual thread that a runnable continues, if the JDK handed that runnable to an {@link Executor} to continue
     * one. Any thread may ask, and each mount does, so this must cost no more than reading a field.
     *
     * @return the thread, or null if the runnable is not a continuation of a virtual thread
     */
    @Nullable Thread threadOf(Runnable continuation);

    /**
     * Makes {@code scheduler} the executor of a virtual thread that has another one: its parent's, or one that has no
     * carriers any more. Call it only while nobody else can submit the thread, that is inside the submission that
     * starts it, or when the former executor hands everything on to {@code scheduler}.
     *
     * @param continuation the thread's: {@link #threadOf} knows it
     */
    void setScheduler(Runnable continuation, Executor scheduler);

    /** Names a virtual thread, without the lock that {@link Thread#setName} takes: a start must not wait. */
    void setName(Thread thread, String name);

    /**
     * The live virtual threads whose scheduler passes the test, as far as the JDK keeps track of them. With
     * {@code -Djdk.trackAllThreads=false} these are only those that were started in an executor or a structured scope.
     */
    List<Thread> threadsOn(Predicate<Executor> scheduler);

    /**
     * Makes sure that the JDK's socket pollers run. They are virtual threads that never end. The JDK makes them as
     * children of the thread that first needs one: the calling thread, unless they run already. So they become ours if
     * the calling thread is a virtual thread of ours, and the JDK's if it is a platform thread.
     */
    void startPollers();

    /**
     * Makes timed waits cheap for threads that are mounted on a {@link JdkCarrierThread}, until the lease is closed.
     * Open it before the carriers start, and close it after they have ended. Without one the waits are as right, and
     * slower.
     */
    SharedSetup.Lease serveTimedWaits();

    /**
     * Does once more what the JDK does after a thread has unmounted, because it ran out of memory there: for a timed
     * wait it makes the timer. Otherwise the thread would never be woken. Does nothing if it was done before. Call it
     * before anybody else can run the thread: on the carrier from which it has unmounted, or on a thread that has it
     * from there.
     *
     * @throws OutOfMemoryError if there is no memory yet
     */
    void finishUnmount(Thread thread);

    /** The JDK's own scheduler, which takes the threads that ours no longer runs. */
    Executor defaultScheduler();
}
