// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.RetireQueues.Acceptance;
import dev.stillpoint.reclaim.checked.CheckedMode;
import dev.stillpoint.reclaim.checked.RetireLedger;
import dev.stillpoint.reclaim.checked.RetireLedger.Noted;
import dev.stillpoint.reclaim.grace.Membarrier;
import dev.stillpoint.scheduler.support.FirstUse;
import dev.stillpoint.scheduler.support.ManagementBean;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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
 * By default {@code retire} never waits. An idle system frees everything at once, at the latest after a second. Where
 * something is retired all the time, what comes within 3 ms is freed together.
 *
 * <p><b>Memory consistency effects.</b> What a thread does before it retires an object, and everything that readers do
 * in sections that may see the object, happens-before the call of {@link Reclaimable#reclaim()}.
 */
public final class Reclaimer implements AutoCloseable {

    /**
     * The largest size of an object. No machine has more memory, so the sum over all retired objects does not overflow,
     * unless thousands of them say that they are as large.
     */
    private static final long MAX_BYTES = 1L << 48;

    private final ReclaimerConfig config;
    private final RetireQueues queues = new RetireQueues();
    private final ReclaimerProgress progress = new ReclaimerProgress();
    private final Backlog backlog;
    private final Standstill standstill;
    private final StallReporter reporter;
    private final ReclaimerThread thread;
    private final StallWatch watch;
    private final HealthCheck healthCheck;
    private final ManagementBean management;

    private Reclaimer(ReclaimerConfig config) {
        this.config = config;
        backlog = new Backlog(config.name(), config.limits(), queues);
        thread = new ReclaimerThread(config, queues, backlog, progress, this::stopBeingWatched);
        standstill = new Standstill(progress, backlog);
        reporter = new StallReporter(config, progress, standstill, backlog, thread.demoter());
        watch = new StallWatch(config, progress, standstill, reporter);
        healthCheck = new HealthCheck(thread, progress, standstill, reporter);
        management = ManagementBean.register("Reclaimer", config.name(),
                new ReclaimerManagement(progress, backlog, reporter, this::statistics, this::demotionStatistics),
                ReclaimerMXBean.class);
    }

    private void stopBeingWatched() {
        watch.stop();
        management.close();
    }

    /** Creates and starts a reclaimer with {@link ReclaimerConfig#defaults()}. */
    public static Reclaimer create() {
        return create(ReclaimerConfig.defaults());
    }

    /**
     * Creates and starts a reclaimer.
     *
     * @throws OutOfMemoryError if there is no memory, or no thread to be had; nothing is left of it
     */
    public static Reclaimer create(ReclaimerConfig config) {
        Preparation.prepare();
        FirstUse.prepare(RetiredAction.class);
        // Now, because later memory may be short. It goes on beside the caller.
        Membarrier.ofProcess().prepare();
        Reclaimer reclaimer = new Reclaimer(config);
        try {
            reclaimer.watch.start();
            reclaimer.thread.start();
        } catch (Throwable e) {
            reclaimer.stopBeingWatched();
            throw e;
        }
        return reclaimer;
    }

    // -- retiring

    /**
     * Frees {@code object} after a grace period. It must be unlinked already: no reader that begins a section from now
     * on may find it. May be called inside a read section, and then never waits. If this throws, whatever it is,
     * nothing was retired, and the object is still the caller's.
     *
     * <p>If the limits say that {@code retire} waits while the backlog is full, it waits for readers: call it under no
     * lock that a reader may want inside a section, or take {@link #retireWithoutWaiting(Reclaimable)}.
     *
     * @throws NullPointerException if the object is null
     * @throws IllegalArgumentException if its size is negative or above 2^48
     * @throws IllegalStateException if the reclaimer is closed; in checked mode, also if the object was retired before
     *         or is still the current version of a reference. Until closing has ended, what is being freed may retire
     *         in its turn, on the same thread: see {@link #close()}
     * @throws BacklogExceededException if the backlog is full and the limits say so
     */
    public void retire(Reclaimable object) {
        long bytes = sizeOf(object);
        awaitRoom();
        accept(object, bytes);
    }

    /**
     * As {@link #retire(Reclaimable)}, but accepted even while the backlog is full: for callers that hold a lock which
     * readers may want inside a section, as the listener of a cache does. Nothing bounds the backlog then but the pace
     * of the callers. The object counts towards the limits all the same, and a full backlog hurries the grace period.
     *
     * @throws NullPointerException as in {@link #retire(Reclaimable)}, and so for what follows
     * @throws IllegalArgumentException as there
     * @throws IllegalStateException as there
     */
    public void retireWithoutWaiting(Reclaimable object) {
        accept(object, sizeOf(object));
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
        retire(RetiredGroup.of(objects));
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
     * Runs {@code free} after a grace period; see {@link #retireWithoutWaiting(Reclaimable)}.
     *
     * @param bytes how many bytes it frees; not negative
     */
    public void retireWithoutWaiting(Runnable free, long bytes) {
        retireWithoutWaiting(new RetiredAction(Objects.requireNonNull(free, "free"), bytes));
    }

    private void accept(Reclaimable object, long bytes) {
        Noted noted = noteRetired(object);
        Acceptance acceptance = Acceptance.REFUSED;
        try {
            acceptance = queues.add(object, bytes);
            if (acceptance == Acceptance.REFUSED) {
                acceptance = acceptLast(Retired.of(object, bytes));
            }
        } finally {
            if (acceptance == Acceptance.REFUSED && noted != null) {
                noted.takeBack();
            }
        }
        try {
            press(acceptance == Acceptance.ACCEPTED_AND_DUE);
        } catch (StackOverflowError e) {
            // It is accepted, so this must not throw. The reclaimer looks by itself.
        }
    }

    /**
     * Accepts what the thread that frees retires while the reclaimer is closing.
     *
     * @throws IllegalStateException for every other thread
     */
    private Acceptance acceptLast(Retired entry) {
        if (!thread.isCallerFreeing() || !queues.putLast(entry)) {
            throw closed("retire");
        }
        return Acceptance.ACCEPTED;
    }

    /** Makes the reclaimer go on with what was accepted just now. If it cannot be called, it looks by itself. */
    private void press(boolean looksAtBacklog) {
        try {
            thread.wake();
            if (looksAtBacklog) {
                backlog.look();
                if (backlog.isPressed()) {
                    thread.hurry();
                }
            }
        } catch (OutOfMemoryError e) {
            // The reclaimer looks by itself.
        }
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
     * Does what the limits say about a full backlog: waits until there is room, or throws, or nothing. For callers that
     * can stop before they unlink something but not after it, and so retire it
     * {@linkplain #retireWithoutWaiting(Reclaimable) without waiting}. Call it before taking any lock that a reader may
     * want, because a thread that waits here waits for readers. Inside a read section it never waits.
     *
     * @throws BacklogExceededException if the backlog is full and the limits say so
     * @throws IllegalStateException if the reclaimer is closed, or was closed meanwhile
     */
    public void requireRoom() {
        if (thread.isClosing() && !thread.isCallerFreeing()) {
            throw closed("retire");
        }
        awaitRoom();
    }

    /** As {@link #requireRoom}, for callers that are told by the queues if the reclaimer is closed. */
    void awaitRoom() {
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

    private static @Nullable Noted noteRetired(Reclaimable object) {
        return !CheckedMode.ENABLED || object instanceof RetiredAction
                ? null
                : RetireLedger.retire(object instanceof RetiredGroup group ? group.objects() : List.of(object));
    }

    /**
     * Promises that an object will be accepted: the reclaimer does not end before the promise is kept or withdrawn. A
     * reference needs that before it unlinks a version, because it cannot undo the unlink once readers may have seen
     * the next one.
     *
     * @throws IllegalStateException if the reclaimer is closed. If anything is thrown, the caller withdraws
     */
    void promise(Retired entry) {
        if (queues.put(entry) == Acceptance.REFUSED) {
            acceptLast(entry);
        }
    }

    /** Makes the reclaimer go on, after a promise was kept or withdrawn. If this fails, it goes on a little later. */
    void promiseDecided() {
        press(true);
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
     * {@link #statistics()}. It does not wait for what I/O still uses: see {@link StillInUseException}. The barrier
     * itself counts as one object of no bytes.
     *
     * @throws IllegalStateException if called inside a read section, where it would wait for that section, or
     *         while freeing, or after close
     * @throws InterruptedException if interrupted while waiting
     */
    public void barrier() throws InterruptedException {
        requireMayWait("barrier()");
        Barrier barrier = new Barrier();
        if (queues.addToInbox(barrier, 0) == Acceptance.REFUSED) {
            throw closed("wait for what was retired");
        }
        press(false);
        thread.hurry();
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
     * object is left, and {@code retire} throws. Closing again waits likewise. If this throws an error, such as
     * {@link OutOfMemoryError}, close again.
     *
     * <p>What is freed meanwhile may retire further objects here, on the thread that frees it; they are freed too. A
     * chain of those that never ends keeps this from returning.
     *
     * <p>This waits as long as readers do. After a second, and then at growing intervals, the log says whom it waits
     * for, with stacks. So does a {@code try} block with this reclaimer as a resource that was left by an exception:
     * the exception arrives when the readers have left.
     *
     * <p>An interrupt does not end the wait; it is pending when this returns.
     *
     * @throws IllegalStateException if called inside a read section or while freeing; the reclaimer stays open
     */
    @Override
    public void close() {
        close(Long.MAX_VALUE);
    }

    /**
     * As {@link #close()}, but waits no longer than {@code timeout}: for a shutdown hook, which must end though readers
     * do not leave.
     *
     * <p>When the time is over the reclaimer goes on closing by itself, on its daemon thread, which does not keep the
     * JVM alive. What is left is freed as soon as its readers have left. Meanwhile {@code retire} either refuses, or
     * accepts and frees, and {@link #barrier()} and {@link #synchronize()} do the same. Closing again, with or without
     * a timeout, waits for the same end.
     *
     * @param timeout zero to begin closing without waiting
     * @return whether everything is freed, and the reclaimer has ended
     * @throws NullPointerException if the timeout is null; the reclaimer stays open
     * @throws IllegalArgumentException if the timeout is negative; the reclaimer stays open
     * @throws IllegalStateException as {@link #close()}
     */
    public boolean close(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("timeout must not be negative: " + timeout);
        }
        return close(ReclaimerConfig.nanos(timeout));
    }

    private boolean close(long nanos) {
        requireMayWait("close()");
        thread.beginToClose();
        return new CloseWait(thread, reporter).await(nanos);
    }

    /** Its name, as configured: see {@link ReclaimerConfig#name()}. Several may have the same. */
    public String name() {
        return config.name();
    }

    /** Bytes retired and not yet freed. */
    public long unreclaimedBytes() {
        return backlog.bytes();
    }

    /** The figures so far. */
    public ReclaimerStatistics statistics() {
        // What is freed is read before what is retired: what was freed in between must not make the rest negative.
        long reclaimedObjects = backlog.reclaimedObjects();
        long reclaimedBytes = backlog.reclaimedBytes();
        long now = System.nanoTime();
        return new ReclaimerStatistics(queues.retiredObjects(), reclaimedObjects, thread.failedObjects(),
                queues.retiredBytes() - reclaimedBytes, backlog.peakBytes(), oldestAge(), reclaimedBytes,
                watch.stalls(), Duration.ofNanos(Math.max(0, now - standstill.since(now))));
    }

    /** What was demoted behind readers that did not leave, and what that saved: see {@link DemotionLimits}. */
    public DemotionStatistics demotionStatistics() {
        return thread.demoter().statistics();
    }

    /**
     * Whether reclamation is alive, for readiness and liveness probes. It is, if the reclaimer's thread runs, nobody
     * has closed the reclaimer, and it has moved within {@code patience} or has nothing to do. To move is to free an
     * object, or to go from one step to the next; while a batch is being freed that is known to about a second.
     *
     * <p>Mind what a probe makes of the answer. A reader that stays in its section for longer than {@code patience}
     * makes this say that the reclaimer is not alive, though nothing is wrong with the reclaimer: the reason says so,
     * and with {@link ReclaimerConfig#NEVER} no standstill, whatever its cause, counts. A process that is taken out of
     * service for that reason serves no readers; one that is restarted loses them.
     *
     * <p><b>Threading.</b> Any thread, at any time, also after {@link #close()}, inside a read section, and while the
     * reclaimer's thread hangs in user code. It reads a few fields, and neither waits nor takes a lock.
     *
     * @param patience how long there may be no progress although something waits; some seconds at least, for a
     *        reclaimer with little to do looks once a second
     * @throws NullPointerException if it is null
     * @throws IllegalArgumentException if it is not positive
     */
    public ReclaimerHealth health(Duration patience) {
        if (!patience.isPositive()) {
            throw new IllegalArgumentException("patience must be positive: " + patience);
        }
        return healthCheck.look(ReclaimerConfig.nanos(patience));
    }

    private Duration oldestAge() {
        long retiredAfter = progress.retiredAfter();
        return backlog.objects() == 0
                ? Duration.ZERO
                : Duration.ofNanos(Math.max(0, System.nanoTime() - retiredAfter));
    }

    /** What can be seen now of what this waits for. */
    StallReport report() {
        return reporter.report();
    }

    /** Lets the peaks in {@link #statistics()} begin anew, with what is the case now. Any thread. */
    public void resetPeaks() {
        backlog.resetPeak();
    }

    @Override
    public String toString() {
        return "%s[%d bytes unreclaimed]".formatted(config.name(), unreclaimedBytes());
    }
}
