// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.checked.CheckedMode;
import dev.stillpoint.reclaim.checked.RetireLedger;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Has the batches of one reclaimer freed, one after the other: by the configured executor, or by the reclaimer. */
final class BatchFreer implements Batch.Freeing {

    /*
     * With an executor. The reclaimer's thread offers it each batch once, and waits until that is freed. It frees the
     * batch itself if the executor refuses it, if whoever freed it has failed, or if nobody has begun: at once when the
     * executor has terminated, else when the patience is used up. Who claims the batch frees it, so it does not matter
     * whether the executor runs it all the same, and when.
     *
     * Errors. Each step may fail anywhere, and is then made again: what was offered is not offered again, and what was
     * taken is not freed again.
     */

    /** How long an executor may take to begin a batch. */
    static final Duration PATIENCE = Duration.ofSeconds(10);
    /** The same while the reclaimer is closing. */
    static final Duration PATIENCE_WHILE_CLOSING = Duration.ofSeconds(1);

    /** How often the reclaimer's thread looks what became of a batch. Whoever has freed one also wakes it. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
    /** How long to wait for memory before trying again. */
    private static final Duration SHORTAGE = Duration.ofMillis(1);

    private final ReclaimerConfig config;
    private final Backlog backlog;
    private final ReclaimerProgress progress;
    private final Thread reclaimer;
    private final Postponed postponed;

    // the batch that is being freed, or null; reclaimer's thread only
    private @Nullable Batch current;
    // whether it is freed while the reclaimer waits for another one's grace period; reclaimer's thread only
    private boolean aside;
    // whether no executor frees it: there is none, or it refused, as far as one can know; reclaimer's thread only
    private boolean refused;
    // whether it was offered and then an error struck; the thread that frees sets, the reclaimer's thread clears
    private volatile boolean offeredInVain;
    // when it was offered, as System.nanoTime(); reclaimer's thread only
    private long offeredAt;
    // the objects of all batches before; the reclaimer's thread writes, before the batch is offered
    private long objectsBefore;
    // their bytes; as above
    private long bytesBefore;
    // how many of them failed; as above
    private long failuresBefore;
    // the thread that frees writes
    private volatile long failedObjects;

    /**
     * @param reclaimer the thread of the reclaimer
     * @param postponed takes what cannot be freed yet
     */
    BatchFreer(ReclaimerConfig config, Backlog backlog, ReclaimerProgress progress, Thread reclaimer,
            Postponed postponed) {
        this.config = config;
        this.backlog = backlog;
        this.progress = progress;
        this.reclaimer = reclaimer;
        this.postponed = postponed;
    }

    /** How many objects could not be freed, so far. */
    long failedObjects() {
        return failedObjects;
    }

    /**
     * Frees the batch, or waits a moment while somebody else does. Reclaimer's thread only.
     *
     * @param patience how long its executor may take to begin
     * @return whether it is freed; else this is to be called again
     */
    boolean goOnWith(Batch batch, Duration patience) {
        if (current != batch) {
            begin(batch);
        }
        if (offeredInVain) {
            refused = true;
        }
        if (!refused && batch.isOpen() && isInVain(patience)) {
            refused = true;
            Reports.executorDoesNotRun(config.name(), Duration.ofNanos(System.nanoTime() - offeredAt));
        }
        if (refused || batch.isLeft()) {
            batch.free(this);
        }
        if (!batch.isFreed()) {
            // An object may have interrupted this thread, which is no reason not to wait.
            Thread.interrupted();
            LockSupport.parkNanos(this, LOOK_AGAIN.toNanos());
        }
        if (!batch.isFreed()) {
            return false;
        }
        // What is freed is to become garbage, though nothing may follow for long.
        current = null;
        return true;
    }

    /**
     * Frees a batch that need not wait, while the reclaimer waits for a grace period: here, because an executor that is
     * slow would keep the reclaimer from waiting. Reclaimer's thread only.
     *
     * @return whether it is freed; else this is to be called again, before anything else is freed
     */
    boolean freeAtOnce(Batch batch) {
        if (current != batch) {
            beginHere(batch, true);
        }
        batch.free(this);
        if (!batch.isFreed()) {
            return false;
        }
        current = null;
        return true;
    }

    /** Whether this is the batch that is being freed. Reclaimer's thread only. */
    boolean isAt(Batch batch) {
        return current == batch;
    }

    private void beginHere(Batch batch, boolean isAside) {
        objectsBefore = backlog.reclaimedObjects();
        bytesBefore = backlog.reclaimedBytes();
        failuresBefore = failedObjects;
        refused = true;
        offeredInVain = false;
        aside = isAside;
        current = batch;
    }

    /** Offers the batch to the executor, if there is one. If this fails, it counts as refused. */
    private void begin(Batch batch) {
        beginHere(batch, false);
        Executor executor = config.executor();
        if (executor == null) {
            return;
        }
        progress.enter(ReclaimerState.WAITING_FOR_EXECUTOR);
        offeredAt = System.nanoTime();
        try {
            executor.execute(() -> freeOffered(batch));
            refused = false;
        } catch (Throwable e) {
            // It may free the batch all the same: it may have queued it before, or freed a part of it.
            Reports.executorRefused(config.name(), e);
        }
    }

    /** On a thread of the executor, to which an error in here means nothing. */
    private void freeOffered(Batch batch) {
        try {
            batch.free(this);
        } catch (Throwable e) {
            offeredInVain = true;
            Reports.survived(config.name(), e);
        } finally {
            LockSupport.unpark(reclaimer);
        }
    }

    private boolean isInVain(Duration patience) {
        return System.nanoTime() - offeredAt >= patience.toNanos()
                || (config.executor() instanceof ExecutorService service && service.isTerminated());
    }

    // -- the thread that frees

    @Override
    public void begins() {
        if (aside) {
            progress.freesAside();
        } else {
            progress.enter(ReclaimerState.FREEING);
        }
    }

    @Override
    public void begins(Reclaimable object) {
        if (CheckedMode.ENABLED) {
            RetireLedger.beginFreeing(Reports.original(object));
        }
    }

    @Override
    public void freedSoFar(int objects, long bytes, int failures) {
        long failed = failuresBefore + failures;
        // Rarely: a volatile store for each object would cost more than counting it.
        if (failed != failedObjects) {
            failedObjects = failed;
        }
        backlog.freedUpTo(objectsBefore + objects, bytesBefore + bytes);
    }

    @Override
    public void stillInUse(Reclaimable object, long objectBytes, StillInUseException cause) {
        if (postpone(object, objectBytes)) {
            Reports.stillInUse(config.name(), cause);
        }
    }

    /** Nobody else knows the object, so this waits for memory if it must. Returns whether it is time to say so. */
    private boolean postpone(Reclaimable object, long objectBytes) {
        while (true) {
            try {
                return postponed.add(object, objectBytes);
            } catch (OutOfMemoryError e) {
                LockSupport.parkNanos(SHORTAGE.toNanos());
            }
        }
    }

    @Override
    public void ended(Reclaimable object, @Nullable Throwable failure) {
        if (CheckedMode.ENABLED) {
            RetireLedger.endFreeing();
        }
        if (failure != null) {
            Reports.freeingFailed(config.name(), object, failure);
        }
    }

    @Override
    public void endsAll(int objects, long bytes) {
        backlog.look();
        ReclaimEvent.emit(config.name(), objects, bytes);
        // Called by the thread that frees, which may neither wait for the batch nor be forgotten meanwhile.
        try {
            config.listener().reclaimed(objects, bytes);
        } catch (Throwable e) {
            Reports.listenerFailed(config.name(), e);
        }
    }

    @Override
    public void leaves() {
        progress.noFreer();
    }
}
