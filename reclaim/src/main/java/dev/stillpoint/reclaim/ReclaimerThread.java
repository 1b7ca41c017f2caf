// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.grace.WaitingCaller;
import dev.stillpoint.scheduler.support.DaemonThreads;
import dev.stillpoint.scheduler.support.DaemonThreads.Restarted;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The thread of a reclaimer: it takes what was retired, waits for a grace period, and has it freed. */
final class ReclaimerThread {

    /*
     * The thread takes a batch from all queues, waits for a grace period that starts afterwards, and has the batch
     * freed. What is retired meanwhile waits in the queues. If readers do not leave, it may be taken and demoted while
     * the thread waits: see Demoter.
     *
     * Pace. A grace period costs those who compute: each of their processors is interrupted for it. So the thread waits
     * for one no more often than once in INTERVAL_NANOS, and what is retired meanwhile shares the next one. After a
     * rest it begins at once. hurry() cuts the interval short, for somebody who waits for the batch or because much has
     * piled up. It sets `hurried` after the object is in the queues, and the thread clears `hurried` before it takes
     * from them: so it takes the object now, or finds `hurried` set the next time.
     *
     * Rounds. All this happens in rounds, and each round takes one step further. A round may fail at any call, for want
     * of memory or because something that it called threw. The next round goes on from where the batch is: an error
     * ends neither the thread nor loses an object.
     *
     * Sleep. The thread sets `asleep`, then looks at the queues once more. A thread that retires makes the object
     * visible, then reads `asleep`. With an inbox, each side has a full fence between its two steps, so one sees the
     * other. A carrier has no fence between filling its bag and reading `asleep`, and whoever retires at the end of its
     * stack may be unable to wake anybody. So the thread looks by itself after at most LONGEST_SLEEP_NANOS.
     *
     * End. close() sets `closing`. Instead of taking the next batch, the thread closes the bags and waits for a grace
     * period. A carrier fills its bag under a hold, so afterwards it has finished or sees the bags closed. Then the
     * inbox is closed: it refuses what comes later, but for what the objects that are being freed retire in their
     * turn. That goes to the last inbox, which is closed when nothing is being freed, nothing is left, no writer's
     * promise is open and no I/O uses what is to be freed.
     */

    static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(3);
    private static final long SHORTEST_SLEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_SLEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ReclaimerConfig config;
    private final RetireQueues queues;
    private final Backlog backlog;
    private final ReclaimerProgress progress;
    private final BatchFreer freer;
    private final Demoter demoter;
    private final Runnable atEnd;
    private final Thread thread;
    private final CountDownLatch ended = new CountDownLatch(1);

    // this thread sets, any thread clears
    private volatile boolean asleep;
    // any thread sets, this thread clears
    private volatile boolean hurried;
    // set by close
    private volatile boolean closing;

    // what was taken and is not freed, or an empty batch for the next time; this thread only
    private @Nullable Batch pending;
    // this thread only: everything that was retired before this System.nanoTime() is in the batch, or freed
    private long lookedAt = System.nanoTime();
    // this thread only: when it last began to wait for a grace period, as System.nanoTime()
    private long waitedAt = System.nanoTime() - INTERVAL_NANOS;
    // this thread only
    private long sleepNanos = SHORTEST_SLEEP_NANOS;
    // this thread only: whether the last look for garbage has failed, which is said once
    private boolean lookFailed;
    // this thread only: how many rounds in a row have failed
    private int failures;
    // this thread only
    private boolean inboxClosed;

    /** @param atEnd runs when everything is freed, before those who wait for the end go on */
    ReclaimerThread(ReclaimerConfig config, RetireQueues queues, Backlog backlog, ReclaimerProgress progress,
            Runnable atEnd) {
        this.config = config;
        this.queues = queues;
        this.backlog = backlog;
        this.progress = progress;
        this.atEnd = atEnd;
        thread = DaemonThreads.unstarted(config.name(), new Restarted(this::run));
        freer = new BatchFreer(config, backlog, progress, thread, queues.postponed());
        demoter = new Demoter(config, queues, backlog, progress, freer);
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

    /** Makes the thread take what is in the queues without waiting for the end of the interval. */
    void hurry() {
        if (!hurried) {
            // Pairs with ReclaimerThread.pause: who clears this takes what was put into the queues before.
            hurried = true;
            LockSupport.unpark(thread);
        }
    }

    /** Whether the caller is freeing for this reclaimer. */
    boolean isCallerFreeing() {
        Thread here = Thread.currentThread();
        return here == thread || here == progress.freer();
    }

    boolean isClosing() {
        return closing;
    }

    boolean isEnded() {
        return progress.state() == ReclaimerState.ENDED;
    }

    /** Makes the thread end when everything is freed. Can be repeated. */
    void beginToClose() {
        closing = true;
        backlog.close();
        asleep = false;
        LockSupport.unpark(thread);
    }

    /** Whether the thread was started and has not ended. */
    boolean isAlive() {
        return thread.isAlive();
    }

    /** Waits for the end. */
    boolean awaitEnd(long nanos) throws InterruptedException {
        return WaitingCaller.await(ended, nanos);
    }

    long failedObjects() {
        return freer.failedObjects();
    }

    /** What is demoted, for figures. */
    Demoter demoter() {
        return demoter;
    }

    // -- the thread

    private void run() {
        boolean over = false;
        while (!over) {
            try {
                over = roundOrReport();
            } catch (Throwable e) {
                // There was not even memory to report the error before.
                failures++;
            }
        }
    }

    private boolean roundOrReport() {
        try {
            boolean over = round();
            failures = 0;
            return over;
        } catch (Throwable e) {
            if (failures++ == 0) {
                Reports.survived(config.name(), e);
            }
            // Memory comes back.
            LockSupport.parkNanos(Math.min(LONGEST_SLEEP_NANOS, SHORTEST_SLEEP_NANOS << Math.min(failures, 10)));
            return false;
        }
    }

    /**
     * Takes one step further. If it fails, the next call goes on.
     *
     * @return whether the thread is to end
     */
    private boolean round() {
        CurrentVisitor.endWhatWasLeftOpen();
        Batch batch = pending;
        if (batch == null) {
            batch = nextBatch();
        }
        if (batch.isEmpty()) {
            if (closing && !inboxClosed) {
                closeInbox(batch);
            }
            if (demoter.following() != null) {
                // It comes before all that is still in the queues.
                batch = nextBatch();
            }
            pause();
            take(batch);
        }
        if (batch.isEmpty() && !demoter.hasDemoted()) {
            return restOrEnd();
        }
        if (!batch.hasElapsed()) {
            letElapse(batch);
        }
        Duration patience = closing ? BatchFreer.PATIENCE_WHILE_CLOSING : BatchFreer.PATIENCE;
        if (demoter.goOnWithCovered(patience) && (batch.isEmpty() || freer.goOnWith(batch, patience))) {
            progress.noteRetiredAfter(lookedAt);
            progress.enter(ReclaimerState.IDLE);
            pending = null;
            sleepNanos = SHORTEST_SLEEP_NANOS;
        }
        return false;
    }

    /** What came while the last batch waited, or an empty batch. */
    private Batch nextBatch() {
        Batch following = demoter.following();
        Batch batch = following == null ? new Batch() : following;
        if (following != null) {
            lookedAt = demoter.followingAt();
        }
        pending = batch;
        demoter.followingTaken();
        return batch;
    }

    /** Lets the interval end. */
    private void pause() {
        long left = waitedAt + INTERVAL_NANOS - System.nanoTime();
        while (left > 0 && !hurried && !closing) {
            LockSupport.parkNanos(this, left);
            // An object may interrupt the thread that frees it.
            Thread.interrupted();
            left = waitedAt + INTERVAL_NANOS - System.nanoTime();
        }
        // Pairs with ReclaimerThread.hurry: what it is wanted for is in the queues, and taken next.
        hurried = false;
    }

    private void take(Batch batch) {
        long now = System.nanoTime();
        queues.takeInto(batch);
        lookedAt = now;
        if (batch.isEmpty() && !demoter.hasDemoted()) {
            progress.noteRetiredAfter(lookedAt);
        }
    }

    private void letElapse(Batch batch) {
        long start = System.nanoTime();
        waitedAt = start;
        long number = awaitGracePeriod(batch);
        batch.elapse();
        backlog.look();
        gracePeriodEnded(number, System.nanoTime() - start);
    }

    /** Waits for a grace period that starts after this call. */
    private long awaitGracePeriod(Batch batch) {
        progress.enter(ReclaimerState.WAITING_FOR_GRACE_PERIOD);
        GracePeriod covering = GracePeriod.next();
        long start = System.nanoTime();
        long waited = 0;
        while (!hasElapsed(covering, waited)) {
            Thread.onSpinWait();
            waited = System.nanoTime() - start;
            lookForGarbage(batch, covering.number(), waited);
        }
        return covering.number();
    }

    private boolean hasElapsed(GracePeriod covering, long waitedNanos) {
        try {
            return covering.await(demoter.isOn() ? Demoter.LOOK_NANOS : Long.MAX_VALUE, patienceAfter(waitedNanos));
        } catch (InterruptedException e) {
            // An object may interrupt the thread that frees it, which is no reason to stop waiting.
            return false;
        }
    }

    /** The patience is that of the whole wait, however many looks it takes. */
    private Duration patienceAfter(long waitedNanos) {
        Duration whole = config.forceAfter();
        return whole.equals(ReclaimerConfig.NEVER)
                ? whole
                : Duration.ofNanos(Math.max(0, ReclaimerConfig.nanos(whole) - waitedNanos));
    }

    /** The wait goes on whatever happens. */
    private void lookForGarbage(Batch batch, long gracePeriod, long waitedNanos) {
        if (!demoter.isOn()) {
            return;
        }
        try {
            demoter.look(batch, gracePeriod, waitedNanos);
            lookFailed = false;
        } catch (Throwable e) {
            if (!lookFailed) {
                lookFailed = true;
                Reports.survived(config.name(), e);
            }
        }
        // The grace period would wait for a section that a call-back has left open here.
        CurrentVisitor.endWhatWasLeftOpen();
    }

    /** The listener must not be able to end this thread. */
    private void gracePeriodEnded(long number, long nanos) {
        // Where it hangs, a report has its stack.
        progress.enter(ReclaimerState.FREEING);
        try {
            config.listener().gracePeriodEnded(number, nanos);
        } catch (Throwable e) {
            Reports.listenerFailed(config.name(), e);
        }
    }

    /** Refuses from now on what comes from outside, so that there is a last batch. */
    private void closeInbox(Batch batch) {
        queues.closeBags();
        awaitGracePeriod(batch);
        queues.closeInbox();
        inboxClosed = true;
        progress.enter(ReclaimerState.IDLE);
    }

    // -- nothing is left to free

    /** @return whether the thread is to end */
    private boolean restOrEnd() {
        if (!queues.postponed().isEmpty()) {
            enterUnlessIn(ReclaimerState.WAITING_FOR_IO);
            sleep();
        } else if (!inboxClosed) {
            sleep();
        } else if (queues.hasPromised()) {
            enterUnlessIn(ReclaimerState.WAITING_FOR_WRITER);
            sleep();
        } else if (queues.isEmpty()) {
            queues.closeLastInbox();
            return queues.isEmpty() && end();
        }
        return false;
    }

    private void enterUnlessIn(ReclaimerState state) {
        if (progress.state() != state) {
            progress.enter(state);
        }
    }

    private boolean end() {
        atEnd.run();
        progress.enter(ReclaimerState.ENDED);
        ended.countDown();
        return true;
    }

    /** Whether something can be there without anybody who wakes this thread for it. */
    private boolean mayHaveToLook() {
        return queues.mayMissWakeups() || queues.hasPromised() || !queues.postponed().isEmpty();
    }

    private void sleep() {
        // Pairs with ReclaimerThread.wake: the object is seen below, or the thread that retires it sees `asleep`.
        asleep = true;
        if (queues.isEmpty() && !(closing && !inboxClosed)) {
            LockSupport.parkNanos(this, mayHaveToLook() ? sleepNanos : LONGEST_SLEEP_NANOS);
            sleepNanos = Math.min(10 * sleepNanos, LONGEST_SLEEP_NANOS);
        }
        asleep = false;
        Thread.interrupted();
    }
}
