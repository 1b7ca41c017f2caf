package dev.stillpoint.scheduler.jdk;

import java.io.Serial;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.RecursiveAction;
import jdk.internal.misc.CarrierThread;

/**
 * A platform thread that the JDK takes for a carrier thread of its own, without the fork-join pool behind it.
 *
 * <p>Being a {@code jdk.internal.misc.CarrierThread} brings the JDK's call-backs around blocking operations, and keeps
 * {@code SynchronousQueue}, {@code LinkedTransferQueue} and {@code Exchanger} from spinning on this carrier: they park
 * at once when the carrier is a fork-join worker with queued work, so an entry that nobody takes lies in the inherited
 * queue.
 */
public abstract class JdkCarrierThread extends CarrierThread {

    /**
     * Constructor argument of the superclass only. It must be a pool to which nobody else ever submits: {@code
     * ForkJoinPool} pushes what is submitted from a worker of its own to that worker's queue, and nobody polls ours.
     */
    private static final ForkJoinPool NO_POOL = new ForkJoinPool(1, pool -> null, null, false);

    /** Submissions that the JDK makes through the carrier's pool are for threads of the default scheduler. */
    private static final ForkJoinPool DEFAULT_POOL = (ForkJoinPool) DefaultScheduler.EXECUTOR;

    private final Runnable body;
    private final BlockingListener blocking;

    /**
     * A thread that is not started.
     *
     * @param body what it runs
     * @param blocking is told of the blocking calls of the thread that is mounted here
     */
    @SuppressWarnings("this-escape") // Thread.setName only stores the name
    protected JdkCarrierThread(String name, Runnable body, BlockingListener blocking) {
        super(NO_POOL);
        this.body = body;
        this.blocking = blocking;
        setName(name);
    }

    /** What this thread runs. */
    public final Runnable body() {
        return body;
    }

    @Override
    public final void run() {
        new NeverTaken().fork();
        body.run();
    }

    /**
     * Never zero, else {@code VirtualThread} hands threads that yield, or that are unparked while they park, to
     * {@link #getPool()} instead of their own scheduler.
     */
    @Override
    public final int getQueuedTaskCount() {
        return 1;
    }

    @Override
    public final ForkJoinPool getPool() {
        return DEFAULT_POOL;
    }

    /** Not the superclass's way: no spare thread of a fork-join pool could run our carriers' queues. */
    @Override
    public final boolean beginBlocking() {
        return blocking.blockingBegins();
    }

    @Override
    public final void endBlocking() {
        blocking.blockingEnds();
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
