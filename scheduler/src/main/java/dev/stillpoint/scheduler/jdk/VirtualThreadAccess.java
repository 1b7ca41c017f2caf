package dev.stillpoint.scheduler.jdk;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the scheduler needs from the JDK's virtual threads and cannot get from its public API. One implementation per
 * JDK whose internals it names; {@link JdkAccess} gives the one for this JVM.
 */
public interface VirtualThreadAccess {

    /**
     * Makes an unstarted virtual thread whose every continuation is handed to {@code scheduler}.
     *
     * @param name the thread's name, or null for none
     */
    Thread newThread(Executor scheduler, @Nullable String name, Runnable body);

    /**
     * The virtual thread that a runnable continues, when the JDK handed that runnable to an {@link Executor}.
     *
     * @return the thread, or null when the runnable is not a continuation of a virtual thread
     */
    @Nullable Thread threadOf(Runnable continuation);

    /**
     * Makes {@code scheduler} the executor of a virtual thread that was made by, and inherited the executor of, another
     * one. Call it only while the thread cannot be submitted by anybody else, that is inside the submission that starts
     * it.
     */
    void setScheduler(Thread thread, Executor scheduler);

    /**
     * The virtual threads that live now and whose scheduler passes the test, as far as the JDK keeps track of them:
     * with {@code -Djdk.trackAllThreads=false} only those that were started in an executor or a structured scope.
     */
    List<Thread> threadsOn(Predicate<Executor> scheduler);

    /**
     * Makes sure that the JDK's socket pollers run. They are virtual threads that never end, and the JDK makes them as
     * children of whoever needs the first one: the calling thread, unless they run already. So on a virtual thread of
     * ours they become ours, on a platform thread the JDK's.
     */
    void startPollers();

    /** The JDK's own scheduler, which takes the threads that ours no longer runs. */
    Executor defaultScheduler();
}
