// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.RetireQueues.Acceptance;
import dev.stillpoint.reclaim.checked.CheckedMode;
import dev.stillpoint.reclaim.checked.RetireLedger;
import dev.stillpoint.scheduler.support.ManagementBean;
import java.util.List;
import java.util.Objects;

/**
 * Frees what writers retire, after the last reader that might see it has left.
 *
 * {@snippet :
 * try (Reclaimer reclaimer = Reclaimer.create()) {
 *     Table old = current.getAndSet(next);      // unlink first
 *     reclaimer.retire(old);                    // then retire; freed after a grace period
 * }
 * }
 *
 * <p><b>Order.</b> No order is promised between objects that are retired by separate calls. The objects of one
 * {@link #retireAll} are freed one after the other, in the order of the list.
 *
 * <p><b>Threading.</b> All methods may be called by any thread, on a carrier or not. Freeing happens on the reclaimer's
 * own daemon thread or the configured executor, one object at a time, never on a caller's thread.
 *
 * <p><b>Backlog.</b> While readers stay, retired objects wait; {@link BacklogLimits} says what happens as they pile up.
 * By default {@code retire} never waits. An idle system frees everything at once, at the latest after a second.
 *
 * <p><b>Memory consistency effects.</b> What a thread does before it retires an object, and everything that readers do
 * in sections that may see the object, happens-before the call of {@link Reclaimable#reclaim()}.
 */
public final class Reclaimer implements AutoCloseable {

    /**
     * The largest size of an object. No machine has more memory, so the sum over all retired objects does not overflow.
     */
    private static final long MAX_BYTES = 1L << 48;

    private final ReclaimerConfig config;
    private final RetireQueues queues = new RetireQueues();
    private final Backlog backlog;
    private final ReclaimerThread thread;
    private final StallWatch watch;
    private final ManagementBean management;

    private Reclaimer(ReclaimerConfig config) {
        this.config = config;
        backlog = new Backlog(config.name(), config.limits(), queues);
        thread = new ReclaimerThread(config, queues, backlog);
        StallReporter reporter = new StallReporter(config.name(), thread, backlog);
        watch = new StallWatch(config, thread, backlog, reporter);
        management = ManagementBean.register("Reclaimer", config.name(),
                new ReclaimerManagement(thread, queues, backlog, reporter));
    }

    /** Creates and starts a reclaimer with {@link ReclaimerConfig#defaults()}. */
    public static Reclaimer create() {
        return create(ReclaimerConfig.defaults());
    }

    /** Creates and starts a reclaimer. */
    public static Reclaimer create(ReclaimerConfig config) {
        Reclaimer reclaimer = new Reclaimer(config);
        reclaimer.thread.start();
        reclaimer.watch.start();
        return reclaimer;
    }

    // -- retiring

    /**
     * Frees {@code object} after a grace period. It must be unlinked already: no reader that begins a section from now
     * on may find it. May be called inside a read section, and then never waits.
     *
     * @throws NullPointerException if the object is null
     * @throws IllegalArgumentException if its size is negative or above 2^48; nothing was retired
     * @throws IllegalStateException if the reclaimer is closed; in checked mode, also if the object was retired before
     *         or is still the current version of a reference; nothing was retired, the object is still the caller's
     * @throws BacklogExceededException if the backlog is full and the limits say so; nothing was retired
     */
    public void retire(Reclaimable object) {
        long bytes = sizeOf(object);
        requireRoom();
        retire(object, bytes);
    }

    private void retire(Reclaimable object, long bytes) {
        noteRetired(object);
        Acceptance acceptance;
        try {
            acceptance = queues.add(object, bytes);
        } catch (OutOfMemoryError e) {
            noteRefused(object);
            throw e;
        }
        if (acceptance == Acceptance.REFUSED) {
            noteRefused(object);
            throw closed("retire");
        }
        thread.wake();
        if (acceptance == Acceptance.ACCEPTED_AND_DUE) {
            backlog.look();
        }
    }

    /**
     * Retires several objects as one: after a grace period they are freed one after the other, in the order of the
     * list. Use it for handles that depend on each other, with children before their parent. If freeing one fails, the
     * others are freed all the same.
     *
     * @throws NullPointerException if the list or an element is null; nothing was retired
     * @throws IllegalArgumentException if a size, or their sum, is negative or above 2^48; nothing was retired
     * @throws IllegalStateException as in {@link #retire(Reclaimable)}; nothing was retired
     */
    public void retireAll(List<? extends Reclaimable> objects) {
        retire(new RetiredGroup(List.copyOf(objects)));
    }

    /**
     * Runs {@code free} after a grace period; see {@link #retire(Reclaimable)}.
     *
     * @param bytes how many bytes it frees; not negative
     */
    public void retire(Runnable free, long bytes) {
        retire(new RetiredAction(Objects.requireNonNull(free, "free"), bytes));
    }

    /**
     * As {@link #retire(Runnable, long)}, but accepted even while the backlog is full: for callers that must not wait.
     */
    void retireNow(Runnable free, long bytes) {
        retire(new RetiredAction(free, bytes), bytes);
    }

    private record RetiredAction(Runnable free, long byteSize) implements Reclaimable {

        @Override
        public void reclaim() {
            free.run();
        }
    }

    /**
     * The object's own word, asked for once: it may say something else the next time, or throw.
     *
     * @throws IllegalArgumentException if it is out of range
     */
    static long sizeOf(Reclaimable object) {
        long bytes = object.byteSize();
        if (bytes < 0 || bytes > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "byteSize must be 0 to %d, but is %d for %s".formatted(MAX_BYTES, bytes, object));
        }
        return bytes;
    }

    /**
     * Does what the limits say about a full backlog. Call it before taking any lock that a reader may want, because a
     * thread that waits here waits for readers.
     *
     * @throws BacklogExceededException if the backlog is full and the limits say so
     * @throws IllegalStateException if the reclaimer was closed meanwhile
     */
    void requireRoom() {
        if (!backlog.isFull() || thread.isCallerFreeing() || !backlog.isStillFull()) {
            return;
        }
        if (config.limits().whenFull() == BacklogLimits.WhenFull.THROW) {
            throw backlog.exceeded();
        }
        if (!ScopedQsbr.isReading()) {
            backlog.awaitRoom();
            if (thread.isClosing()) {
                throw closed("retire");
            }
        }
    }

    private static void noteRetired(Reclaimable object) {
        if (CheckedMode.ENABLED && !(object instanceof RetiredAction)) {
            RetireLedger.retireAll(partsOf(object));
        }
    }

    private static void noteRefused(Reclaimable object) {
        if (CheckedMode.ENABLED) {
            partsOf(object).forEach(RetireLedger::undoRetire);
        }
    }

    private static List<? extends Reclaimable> partsOf(Reclaimable object) {
        return object instanceof RetiredGroup group ? group.objects() : List.of(object);
    }

    /**
     * Promises that {@link #retireReserved} will accept an object: the reclaimer does not end before that. A
     * reference needs the promise before it unlinks a version, because it cannot undo the unlink once readers may have
     * seen the next one.
     *
     * @throws IllegalStateException if the reclaimer is closed
     */
    void reserve() {
        if (!thread.reserve()) {
            throw closed("retire");
        }
    }

    /** Retires what {@link #reserve} was called for. */
    void retireReserved(Reclaimable object, long bytes) {
        try {
            retire(object, bytes);
        } finally {
            thread.cancelReservation();
        }
    }

    /** Cancels {@link #reserve}. */
    void cancelReservation() {
        thread.cancelReservation();
    }

    // -- waiting

    /**
     * Waits until every read section that was open at the call has ended. It does not wait for anything to be freed:
     * see {@link #barrier()}. Many waiters share one grace period. A caller that does not want to wait asks for a
     * {@link GracePeriod}.
     *
     * @throws IllegalStateException if called inside a read section, where it would wait for that section, or
     *         while freeing, or after close
     * @throws InterruptedException if interrupted while waiting
     */
    public void synchronize() throws InterruptedException {
        requireMayWait("synchronize()");
        if (thread.isEnded()) {
            throw closed("wait for a grace period");
        }
        GracePeriod.next().await(Long.MAX_VALUE, config.forceAfter());
    }

    /**
     * Waits until everything that was retired here before the call has been freed, and is counted as freed in
     * {@link #statistics()}. The barrier itself counts as one object of no bytes.
     *
     * @throws IllegalStateException if called inside a read section, where it would wait for that section, or
     *         while freeing, or after close
     * @throws InterruptedException if interrupted while waiting
     */
    public void barrier() throws InterruptedException {
        requireMayWait("barrier()");
        Barrier barrier = new Barrier();
        if (queues.addToInbox(barrier, 0) == Acceptance.REFUSED) {
            throw closed("retire");
        }
        thread.wake();
        barrier.await();
    }

    private void requireMayWait(String call) {
        GracePeriod.requireNotReading(call);
        if (thread.isCallerFreeing()) {
            throw new IllegalStateException(
                    call + " was called while freeing, on the reclaimer's own thread, which would wait for itself.");
        }
    }

    private IllegalStateException closed(String attempt) {
        return new IllegalStateException(
                "Cannot %s: reclaimer %s is closed. Close it after its last user.".formatted(attempt, config.name()));
    }

    // -- life cycle and figures

    /**
     * Waits until everything retired so far is freed, and ends the reclaimer. Afterwards no thread and no retired
     * object is left, and {@code retire} throws. Closing again waits likewise.
     *
     * <p>An interrupt does not end the wait; it is pending when this returns.
     *
     * @throws IllegalStateException if called inside a read section or while freeing; the reclaimer stays open
     */
    @Override
    public void close() {
        requireMayWait("close()");
        thread.close();
        watch.stop();
        management.close();
    }

    /** Bytes retired and not yet freed. */
    public long unreclaimedBytes() {
        return backlog.bytes();
    }

    /** The figures so far. */
    public ReclaimerStatistics statistics() {
        return new ReclaimerStatistics(queues.retiredObjects(), backlog.reclaimedObjects(), thread.failedObjects(),
                backlog.bytes(), backlog.peakBytes());
    }

    @Override
    public String toString() {
        return "%s[%d bytes unreclaimed]".formatted(config.name(), unreclaimedBytes());
    }
}
