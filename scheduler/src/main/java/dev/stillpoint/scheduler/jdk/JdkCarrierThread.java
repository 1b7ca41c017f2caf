// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.jdk;

import dev.stillpoint.scheduler.support.DaemonThreads.Restarted;
import java.io.Serial;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinPool.ForkJoinWorkerThreadFactory;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.RecursiveAction;
import jdk.internal.misc.CarrierThread;
import org.jspecify.annotations.Nullable;

/**
 * A platform thread that the JDK takes for a carrier thread of its own, without the fork-join pool behind it.
 *
 * <p>Because this is a {@code jdk.internal.misc.CarrierThread}, the JDK calls it back around blocking operations. Also
 * {@code SynchronousQueue}, {@code LinkedTransferQueue} and {@code Exchanger} do not spin on this carrier: they park at
 * once when the carrier is a fork-join worker with queued work. So an entry that nobody takes lies in the inherited
 * queue.
 */
public abstract class JdkCarrierThread extends CarrierThread {

    /**
     * A constructor argument of the superclass, and nothing else. It must be a pool to which nobody else ever submits:
     * {@code ForkJoinPool} pushes what a worker of its own submits to that worker's queue, and nobody polls ours.
     */
    private static final ForkJoinPool NO_POOL = new ForkJoinPool(1, new NoWorkers(), null, false);

    /** What the JDK submits through the carrier's pool is for threads of the default scheduler. */
    private static final ForkJoinPool DEFAULT_POOL = (ForkJoinPool) DefaultScheduler.EXECUTOR;

    private final Runnable body;
    private final Restarted restarted;
    private final BlockingListener blocking;
    // set by this thread, between two threads that are mounted here; read by those
    private @Nullable EventQueue eventQueue;

    /**
     * Makes a thread that is not started.
     *
     * @param body what the thread runs; it is called again if it throws, and must go on then where it was
     * @param blocking is told of the blocking calls of the thread that is mounted here
     */
    @SuppressWarnings("this-escape") // Thread.setName only stores the name
    protected JdkCarrierThread(String name, Runnable body, BlockingListener blocking) {
        super(NO_POOL);
        this.body = body;
        restarted = new Restarted(body);
        this.blocking = blocking;
        setName(name);
    }

    /**
     * Lets threads that are mounted here register their sockets in this queue instead of the JDK's pollers. For this
     * thread, when none is mounted.
     */
    public final void register(EventQueue queue) {
        eventQueue = queue;
    }

    /** Where threads that are mounted here register sockets; null for the JDK's pollers. */
    final @Nullable EventQueue eventQueue() {
        return eventQueue;
    }

    /** What this thread runs. */
    public final Runnable body() {
        return body;
    }

    @Override
    public final void run() {
        // A carrier that ended here would be counted on for ever.
        try {
            new NeverTaken().fork();
        } catch (VirtualMachineError e) {
            // Then some threads spin before they park.
        }
        restarted.run();
    }

    /**
     * Never zero. Otherwise {@code VirtualThread} would hand threads that yield, or that are unparked while they park,
     * to {@link #getPool()} instead of their own scheduler.
     */
    @Override
    public final int getQueuedTaskCount() {
        return 1;
    }

    @Override
    public final ForkJoinPool getPool() {
        return DEFAULT_POOL;
    }

    /** Does not do what the superclass does: no spare thread of a fork-join pool could run our carriers' queues. */
    @Override
    public final boolean beginBlocking() {
        return blocking.blockingBegins();
    }

    @Override
    public final void endBlocking() {
        blocking.blockingEnds();
    }

    /** Grants no worker. */
    private static final class NoWorkers implements ForkJoinWorkerThreadFactory {

        @Override
        public @Nullable ForkJoinWorkerThread newThread(ForkJoinPool pool) {
            return null;
        }
    }

    /** The queued work that makes the fork-join framework believe that this carrier is busy. */
    private static final class NeverTaken extends RecursiveAction {

        @Serial
        private static final long serialVersionUID = 1L;

        @Override
        protected void compute() {
            throw new IllegalStateException("%s has no pool, nobody runs this".formatted(ForkJoinTask.getPool()));
        }
    }
}
