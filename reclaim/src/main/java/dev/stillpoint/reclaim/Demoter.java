// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.Reclaimable.Demoted;
import dev.stillpoint.reclaim.checked.CheckedMode;
import dev.stillpoint.reclaim.checked.RetireLedger;
import dev.stillpoint.reclaim.demote.CollectorCalls;
import dev.stillpoint.reclaim.demote.DemotedMemory;
import dev.stillpoint.reclaim.grace.GracePeriods;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what waits behind a reader that does not leave: what a reclaimer does while its grace period does not end.
 */
final class Demoter {

    /*
     * While the reclaimer waits for a grace period, it looks here now and then. Once the wait has reached its limits,
     * readers are stalled, and whatever is retired from then on waits behind the same readers. So each look
     *
     *   1. demotes what it can of the batch that waits: the batch lets go of an object and keeps what frees its memory,
     *      listed under a phantom reference to the memory's scope (DemotedMemory);
     *   2. takes what was retired meanwhile into the `following` batch, and demotes that. Those objects were unlinked
     *      just now, so a later grace period covers them;
     *   3. frees what the collector has found: nobody reaches it. This does not wait for the grace period, and is none
     *      of its steps, so the reclaimer stays in the state in which it waits;
     *   4. asks for a collection, if what was demoted is worth it.
     *
     * When the grace period ends, the listed memory that it covers is freed as a batch, and then the batch that waited
     * for it. The next batch is the following one.
     *
     * What must not keep a demoted scope reachable. The batch: it has let go of the object. The queues: they clear the
     * slots that they empty, and entries that were taken are garbage. What frees the memory (Demoted.remains): it knows
     * an address and a size. Statistics, reports and events know bytes only, the ledgers of the checked mode have weak
     * keys. What may: the stacks and fields of readers, and snapshots.
     *
     * Errors. A look may fail anywhere, and the next one goes on. An object is asked, then listed: if it cannot be
     * listed for want of memory, what frees it takes its place in the batch, and it is freed at the end of the grace
     * period. So nothing is called between the two but what stands inside that catch. An object whose demote() throws,
     * whatever it is, has given nothing up. It stays in the batch and is passed over: a look that began with it again
     * after an error would never come to those behind it, if the error is the object's own.
     */

    /** How often to look. */
    static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    /** A grace period that takes less is no stall, however much waits for it. */
    private static final long SHORTEST_STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final DemotionLimits limits;
    private final long patienceNanos;
    private final RetireQueues queues;
    private final Backlog backlog;
    private final ReclaimerProgress progress;
    private final BatchFreer freer;
    private final String name;
    private final DemotedMemory<Reclaimable> memory = new DemotedMemory<>();
    private final CollectorCalls collector;

    // all below: reclaimer's thread only. What came while the reclaimer waits
    private @Nullable Batch following;
    // when it was taken last, as System.nanoTime()
    private long followingAt;
    // what the collector has found, or an empty batch
    private @Nullable Batch found;
    // what the grace period covers that has just ended, or an empty batch
    private @Nullable Batch covered;
    // under which grace period to list what is offered
    private long coveredBy;

    Demoter(ReclaimerConfig config, RetireQueues queues, Backlog backlog, ReclaimerProgress progress,
            BatchFreer freer) {
        limits = config.demotion();
        patienceNanos = ReclaimerConfig.nanos(limits.after());
        name = config.name();
        this.queues = queues;
        this.backlog = backlog;
        this.progress = progress;
        this.freer = freer;
        collector = new CollectorCalls(System::gc, System::nanoTime, limits.bytes());
    }

    /** Whether anything is ever demoted. */
    boolean isOn() {
        return limits.bytes() != Long.MAX_VALUE || patienceNanos != Long.MAX_VALUE;
    }

    // -- while the reclaimer waits

    /**
     * Looks whether readers are stalled, and does what is to be done then.
     *
     * @param waiting the batch that waits
     * @param gracePeriod what it waits for
     * @param waitedNanos for how long
     */
    void look(Batch waiting, long gracePeriod, long waitedNanos) {
        if (following == waiting) {
            // An error struck between the two steps in which it became the one that waits.
            following = null;
        }
        freeFound();
        if (!isStalled(waitedNanos)) {
            return;
        }
        long objectsBefore = memory.addedObjects();
        long bytesBefore = memory.addedBytes();
        // Where an object's demote() hangs, a report has its stack.
        progress.freesAside();
        try {
            demote(waiting, gracePeriod);
            demoteFollowing();
        } finally {
            progress.noFreer();
        }
        DemotionEvent.emit(name, memory.addedObjects() - objectsBefore, memory.addedBytes() - bytesBefore,
                memory.heldBytes());
        collector.look(memory.heldBytes(), memory.foundBytes());
    }

    private boolean isStalled(long waitedNanos) {
        return waitedNanos >= patienceNanos
                || (waitedNanos >= SHORTEST_STALL_NANOS && backlog.bytes() >= limits.bytes());
    }

    private void demoteFollowing() {
        Batch batch = following;
        if (batch == null) {
            batch = new Batch();
            following = batch;
        }
        long now = System.nanoTime();
        queues.takeInto(batch);
        followingAt = now;
        demote(batch, GracePeriods.process().next());
        backlog.look();
    }

    private void demote(Batch batch, long gracePeriod) {
        coveredBy = gracePeriod;
        batch.offerTo(this::demote);
    }

    private @Nullable Reclaimable demote(Reclaimable object, long bytes) {
        Demoted demoted = demoted(object);
        if (demoted == null) {
            return object;
        }
        Reclaimable remains = demoted.remains;
        try {
            if (CheckedMode.ENABLED) {
                RetireLedger.passOn(Reports.original(object), remains);
            }
            memory.add(demoted.scope, remains, bytes, coveredBy);
            return null;
        } catch (Throwable e) {
            // The object has given its memory up. What frees it waits in its place.
            return remains;
        }
    }

    /** Asks an object. One that fails, for whatever reason, has given nothing up and waits for its grace period. */
    private @Nullable Demoted demoted(Reclaimable object) {
        try {
            return object.demote();
        } catch (Throwable e) {
            Reports.demotingFailed(name, object, e);
            return null;
        }
    }

    private void freeFound() {
        Batch batch = found;
        if (batch == null) {
            batch = new Batch();
            found = batch;
        }
        if (batch.isOpen()) {
            memory.takeUnreachable(batch::add);
        }
        if (!batch.isEmpty() && freer.freeAtOnce(batch)) {
            found = null;
            FoundEvent.emit(name, batch.size(), memory.foundBytes(), memory.heldBytes(), collector.calls());
        }
    }

    // -- when a grace period has ended

    /**
     * Frees what it covers, or waits a moment while somebody else does.
     *
     * @param patience how long an executor may take to begin
     * @return whether it is freed; else this is to be called again
     */
    boolean goOnWithCovered(Duration patience) {
        if (memory.isEmpty() && covered == null && found == null) {
            return true;
        }
        Batch unreachable = found;
        if (unreachable != null && !unreachable.isEmpty() && !freer.freeAtOnce(unreachable)) {
            return false;
        }
        found = null;
        Batch batch = covered;
        if (batch == null) {
            batch = new Batch();
            covered = batch;
        }
        if (batch.isOpen() && !freer.isAt(batch)) {
            memory.takeCovered(GracePeriods.process().completed(), batch::add);
        }
        if (!batch.isEmpty() && !freer.goOnWith(batch, patience)) {
            return false;
        }
        covered = null;
        return true;
    }

    /** The batch that came while the reclaimer waited, to be the next one; null if nothing came. */
    @Nullable Batch following() {
        Batch batch = following;
        return batch == null || batch.isEmpty() ? null : batch;
    }

    /** That batch is the reclaimer's now. */
    void followingTaken() {
        following = null;
    }

    /** When that was taken, as {@link System#nanoTime()}. */
    long followingAt() {
        return followingAt;
    }

    /** Whether something waits for a grace period, or is being freed. */
    boolean hasDemoted() {
        return !memory.isEmpty() || covered != null || (found != null && !found.isEmpty());
    }

    // -- figures; any thread

    /** What was demoted so far. */
    DemotionStatistics statistics() {
        long foundBytes = memory.foundBytes();
        long foundObjects = memory.foundObjects();
        return new DemotionStatistics(memory.addedObjects(), memory.addedBytes(), foundObjects, foundBytes,
                memory.heldBytes(), collector.calls());
    }

    /** What a reader may reach of it whose section has this stamp. */
    long heldBytes(long stamp) {
        return memory.heldBytes(stamp);
    }
}
