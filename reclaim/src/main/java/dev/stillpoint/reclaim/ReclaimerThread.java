// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.checked.CheckedMode;
import dev.stillpoint.reclaim.checked.RetireLedger;
import dev.stillpoint.reclaim.grace.GracePeriods;
import dev.stillpoint.scheduler.support.DaemonThreads;
import dev.stillpoint.scheduler.support.Uninterruptibly;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The thread of a reclaimer: it takes what was retired, waits for a grace period, and frees it. */
final class ReclaimerThread {

    /*
     * The thread takes a batch from all queues, waits for a grace period that starts afterwards, and frees the batch,
     * or lets the executor free it and waits for that. What is retired meanwhile waits in the queues, so batches grow
     * with the length of grace periods and nothing is timed.
     *
     * Sleep. The thread sets `asleep`, then looks at the queues once more. A thread that retires makes the object
     * visible, then reads `asleep`. With the inbox, each side has a full fence between its two steps, so one sees the
     * other. A carrier has no fence between filling its bag and reading `asleep`. Then both may miss, and the
     * reclaimer's thread looks again by itself after at most LONGEST_SLEEP_NANOS.
     *
     * End. close() sets `closing`. The thread waits for the reservations: each lasts a few instructions of a writer
     * that counted itself before it read `closing`. Then it closes the bags and waits for a grace period. A carrier
     * fills its bag under a hold, so afterwards it has finished or sees the bags closed. Finally the thread closes the
     * inbox, which takes the last objects and refuses later ones.
     */

    private static final GracePeriods GRACE = GracePeriods.process();

    private static final long SHORTEST_SLEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_SLEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ReclaimerConfig config;
    private final RetireQueues queues;
    private final Backlog backlog;
    private final Thread thread;
    private final CountDownLatch ended = new CountDownLatch(1);

    // any thread, add; the queues are not closed before it is zero
    private final AtomicLong reservations = new AtomicLong();
    // this thread sets, any thread clears
    private volatile boolean asleep;
    // set by close
    private volatile boolean closing;
    // this thread, or the executor's, writes
    private volatile ReclaimerState state = ReclaimerState.IDLE;
    // this thread, or the executor's, writes: counts changes of state, so that a watcher sees progress
    private volatile long steps;
    // the thread that frees, while it does
    private volatile @Nullable Thread freer;
    // the thread that frees writes
    private volatile long failedObjects;

    ReclaimerThread(ReclaimerConfig config, RetireQueues queues, Backlog backlog) {
        this.config = config;
        this.queues = queues;
        this.backlog = backlog;
        thread = DaemonThreads.unstarted(config.name(), this::run);
    }

    void start() {
        thread.start();
    }

    // -- other threads

    /** Wakes the thread after something was put into the queues. */
    void wake() {
        // Pairs with ReclaimerThread.sleep: it finds the object, or we find it asleep. For bags see above.
        if (asleep) {
            asleep = false;
            LockSupport.unpark(thread);
        }
    }

    /** Whether the caller is freeing for this reclaimer. */
    boolean isCallerFreeing() {
        Thread here = Thread.currentThread();
        return here == thread || here == freer;
    }

    /**
     * Keeps the queues open until {@link #cancelReservation}.
     *
     * @return false if the reclaimer is closing
     */
    boolean reserve() {
        // Pairs with ReclaimerThread.run: it reads the reservations after it has seen `closing`, so it waits for us, or
        // we see `closing`.
        reservations.incrementAndGet();
        if (closing) {
            reservations.decrementAndGet();
            return false;
        }
        return true;
    }

    void cancelReservation() {
        reservations.decrementAndGet();
    }

    boolean isClosing() {
        return closing;
    }

    boolean isEnded() {
        return state == ReclaimerState.ENDED;
    }

    /** Ends the thread and waits for its end. An interrupt does not end the wait; it is pending when this returns. */
    void close() {
        closing = true;
        backlog.close();
        wake();
        Uninterruptibly.await(ended::await);
    }

    // -- for reports

    ReclaimerState state() {
        return state;
    }

    /** A number that changes whenever there is progress. */
    long progress() {
        return steps + backlog.reclaimedObjects();
    }

    long failedObjects() {
        return failedObjects;
    }

    /** The thread that is freeing, or null; racy. */
    @Nullable Thread freer() {
        return freer;
    }

    // -- the thread

    private void run() {
        try {
            while (!closing) {
                surviving(this::work);
            }
            // Pairs with ReclaimerThread.reserve: a writer that is not counted yet will see `closing`.
            while (reservations.get() != 0) {
                Thread.onSpinWait();
            }
            queues.closeBags();
            awaitGracePeriod();
            do {
                surviving(() -> process(queues.close()));
            } while (!queues.isEmpty());
        } finally {
            enter(ReclaimerState.ENDED);
            ended.countDown();
        }
    }

    private void work() {
        Batch batch = queues.takeAll();
        if (batch.isEmpty()) {
            sleep();
        } else {
            process(batch);
        }
    }

    /** An error outside the objects' own code must not end the thread: nothing would be freed any more. */
    private void surviving(Runnable step) {
        try {
            step.run();
        } catch (Throwable e) {
            Reports.survived(config.name(), e);
            LockSupport.parkNanos(SHORTEST_SLEEP_NANOS);
        }
    }

    /** Once a batch is taken it must be freed, so nothing in here may throw. */
    private void process(Batch batch) {
        if (!batch.isEmpty()) {
            awaitGracePeriod();
            haveFreed(batch);
            enter(ReclaimerState.IDLE);
        }
    }

    private void awaitGracePeriod() {
        enter(ReclaimerState.WAITING_FOR_GRACE_PERIOD);
        long start = System.nanoTime();
        long number = GRACE.next();
        if (!isElapsedWithin(number, ReclaimerConfig.nanos(config.forceAfter()))) {
            GRACE.expedite(number);
        }
        while (!isElapsedWithin(number, Long.MAX_VALUE)) {
            Thread.onSpinWait();
        }
        backlog.look();
        gracePeriodEnded(number, System.nanoTime() - start);
    }

    private static boolean isElapsedWithin(long number, long nanos) {
        try {
            return GRACE.await(number, nanos);
        } catch (InterruptedException | OutOfMemoryError _) {
            // An object may interrupt the thread that frees it, which is no reason to stop waiting; and memory comes
            // back. The caller tries again.
            return false;
        }
    }

    /** Whatever fails, all of the batch is freed, and no object twice; what failed is told afterwards. */
    private void haveFreed(Batch batch) {
        batch.startAfter(backlog.reclaimedObjects(), backlog.reclaimedBytes());
        Throwable refused = offer(batch);
        boolean elsewhere = config.executor() != null && refused == null;
        Throwable failed = null;
        while (!batch.isFreed()) {
            try {
                if (!elsewhere || batch.isLeft()) {
                    free(batch);
                }
                awaitFreer(batch);
            } catch (Throwable e) {
                failed = e;
            }
        }
        if (refused != null) {
            Reports.executorRefused(config.name(), refused);
        }
        if (failed != null) {
            Reports.survived(config.name(), failed);
        }
    }

    /**
     * Offers the batch to the executor, if there is one. If that throws it may free the batch all the same: it may have
     * queued it before, or freed a part of it.
     *
     * @return what it threw
     */
    private @Nullable Throwable offer(Batch batch) {
        Executor executor = config.executor();
        if (executor == null) {
            return null;
        }
        enter(ReclaimerState.WAITING_FOR_EXECUTOR);
        try {
            executor.execute(() -> free(batch));
            return null;
        } catch (Throwable e) {
            return e;
        }
    }

    /** Waits while another thread frees the batch, or is about to. */
    private void awaitFreer(Batch batch) {
        while (!batch.isFreed() && !batch.isLeft()) {
            // Who gives the batch back unparks us, unless an error strikes just there.
            LockSupport.parkNanos(this, LONGEST_SLEEP_NANOS);
            Thread.interrupted();
        }
    }

    /** Frees what is left of the batch, unless another thread does. */
    private void free(Batch batch) {
        if (!batch.tryClaim()) {
            return;
        }
        try {
            freer = Thread.currentThread();
            enter(ReclaimerState.FREEING);
            batch.countTaken(backlog);
            while (batch.hasNext()) {
                free(batch.take());
                batch.countTaken(backlog);
            }
            freer = null;
            backlog.look();
            reclaimed(batch.size(), batch.countedBytes());
        } finally {
            freer = null;
            batch.giveBack();
            if (Thread.currentThread() != thread) {
                LockSupport.unpark(thread);
            }
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread at a time frees
    private void free(Reclaimable object) {
        if (CheckedMode.ENABLED) {
            RetireLedger.beginFreeing(object);
        }
        try {
            object.reclaim();
        } catch (Throwable e) {
            failedObjects++;
            Reports.freeingFailed(config.name(), object, e);
        } finally {
            if (CheckedMode.ENABLED) {
                RetireLedger.endFreeing();
            }
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // this thread, and the executor's while this one waits for it
    private void enter(ReclaimerState next) {
        state = next;
        steps++;
    }

    private void sleep() {
        // Pairs with ReclaimerThread.wake: the object is seen below, or the thread that retires it sees `asleep`.
        asleep = true;
        long nanos = SHORTEST_SLEEP_NANOS;
        while (asleep && queues.isEmpty() && !closing) {
            if (queues.hasBags()) {
                LockSupport.parkNanos(this, nanos);
                nanos = Math.min(10 * nanos, LONGEST_SLEEP_NANOS);
            } else {
                LockSupport.park(this);
            }
            Thread.interrupted();
        }
        asleep = false;
    }

    // -- the listener, which must not be able to end this thread

    private void gracePeriodEnded(long number, long nanos) {
        try {
            config.listener().gracePeriodEnded(number, nanos);
        } catch (Throwable e) {
            Reports.listenerFailed(config.name(), e);
        }
    }

    private void reclaimed(int objects, long bytes) {
        ReclaimEvent.emit(config.name(), objects, bytes);
        try {
            config.listener().reclaimed(objects, bytes);
        } catch (Throwable e) {
            Reports.listenerFailed(config.name(), e);
        }
    }
}
