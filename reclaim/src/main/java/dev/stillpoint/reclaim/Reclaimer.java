package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.RetireInbox.Retired;
import dev.stillpoint.reclaim.checked.CheckedMode;
import dev.stillpoint.reclaim.checked.RetireLedger;
import dev.stillpoint.reclaim.grace.GracePeriods;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

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
 * <p><b>Order.</b> Objects are freed one after the other, in the order in which they were retired, as far as the calls
 * to {@code retire} are ordered.
 *
 * <p><b>Threading.</b> All methods may be called by any thread, on a carrier or not. Freeing happens on the reclaimer's
 * own daemon thread, never on a caller's. {@code retire} never waits.
 *
 * <p><b>Memory consistency effects.</b> What a thread does before it retires an object, and everything that readers do
 * in sections that may see the object, happens-before the call of {@link Reclaimable#reclaim()}.
 */
public final class Reclaimer implements AutoCloseable {

    /*
     * One thread takes the inbox whole, drives a grace period that starts afterwards, and frees the batch. What is
     * retired meanwhile waits in the inbox, so batches grow with the length of grace periods and nothing is timed.
     *
     * Sleep. The thread publishes asleep, fences, and looks at the inbox and at `wanted` once more; a caller makes its
     * demand visible (by a volatile access), then reads asleep. One of them sees the other.
     *
     * End. close() sets closing; the thread then waits for reservations, each of which is a few instructions of a
     * writer that counted itself before it read closing. It closes the inbox, which takes the last objects and refuses
     * later ones,
     * sets finished, and serves `wanted` once more. Whoever raises `wanted` reads finished afterwards: either the
     * thread sees the demand or the caller sees that nobody will.
     */

    private static final Logger LOGGER = System.getLogger("dev.stillpoint.reclaim");

    /** No machine has more; and the sum over what is retired does not overflow. */
    private static final long MAX_BYTES = 1L << 48;

    private final ReclaimerConfig config;
    private final GracePeriods grace = GracePeriods.process();
    private final RetireInbox inbox = new RetireInbox();
    private final Thread thread;
    private final CountDownLatch ended = new CountDownLatch(1);

    // any thread, max
    private final AtomicLong wanted = new AtomicLong();
    // any thread, add; the inbox is not closed before it is zero
    private final AtomicLong reservations = new AtomicLong();
    // reclaimer sets, any thread clears
    private volatile boolean asleep;
    // set by close
    private volatile boolean closing;
    // reclaimer sets
    private volatile boolean finished;

    // reclaimer writes
    private volatile long takenObjects;
    // reclaimer writes
    private volatile long heldBytes;
    // reclaimer writes
    private volatile long peakBytes;
    // reclaimer writes
    private volatile long reclaimedObjects;
    // reclaimer writes
    private volatile long failedObjects;

    private Reclaimer(ReclaimerConfig config) {
        this.config = config;
        thread = Thread.ofPlatform().daemon().name(config.name()).unstarted(this::run);
    }

    /** A running reclaimer. */
    public static Reclaimer create() {
        return create(ReclaimerConfig.defaults());
    }

    /** A running reclaimer. */
    public static Reclaimer create(ReclaimerConfig config) {
        Reclaimer reclaimer = new Reclaimer(config);
        reclaimer.thread.start();
        return reclaimer;
    }

    // -- retiring

    /**
     * Frees {@code object} after a grace period. It must be unlinked already: no reader that begins a section from now
     * on may find it. Never waits; may be called inside a read section.
     *
     * @throws NullPointerException if the object is null
     * @throws IllegalArgumentException if its size is negative or above 2^48; nothing was retired
     * @throws IllegalStateException if the reclaimer is closed; in checked mode, also if the object was retired before
     *         or is still the current version of a reference; nothing was retired, the object is still the caller's
     */
    public void retire(Reclaimable object) {
        long bytes = sizeOf(object);
        noteRetired(object);
        if (!inbox.push(object, bytes)) {
            noteRefused(object);
            throw closed("retire");
        }
        wake();
    }

    private static long sizeOf(Reclaimable object) {
        long bytes = object.byteSize();
        if (bytes < 0 || bytes > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "byteSize must be 0 to %d, but is %d for %s".formatted(MAX_BYTES, bytes, object));
        }
        return bytes;
    }

    private static void noteRetired(Reclaimable object) {
        if (CheckedMode.ENABLED && !(object instanceof RetiredAction)) {
            RetireLedger.retire(object);
        }
    }

    private static void noteRefused(Reclaimable object) {
        if (CheckedMode.ENABLED) {
            RetireLedger.undoRetire(object);
        }
    }

    /**
     * Promises that {@link #retireReserved} will accept {@code object}: the reclaimer does not end before that. For a
     * reference, which must know before it unlinks: once readers may have seen the new version there is no way back.
     *
     * @throws IllegalArgumentException if its size is out of range
     * @throws IllegalStateException if the reclaimer is closed
     */
    void reserve(Reclaimable object) {
        sizeOf(object);
        reservations.incrementAndGet();
        if (closing) {
            reservations.decrementAndGet();
            throw closed("retire");
        }
    }

    /** Retires what {@link #reserve} was called for. */
    void retireReserved(Reclaimable object) {
        try {
            retire(object);
        } finally {
            reservations.decrementAndGet();
        }
    }

    /** Takes {@link #reserve} back. */
    void cancelReservation() {
        reservations.decrementAndGet();
    }

    /**
     * Runs {@code free} after a grace period; see {@link #retire(Reclaimable)}.
     *
     * @param bytes what it frees; not negative
     */
    public void retire(Runnable free, long bytes) {
        retire(new RetiredAction(Objects.requireNonNull(free, "free"), bytes));
    }

    private record RetiredAction(Runnable free, long byteSize) implements Reclaimable {

        @Override
        public void reclaim() {
            free.run();
        }
    }

    // -- waiting

    /**
     * Waits until every read section that was open at the call has ended. It does not wait for anything to be freed:
     * see {@link #barrier()}.
     *
     * @throws IllegalStateException if called inside a read section, which would wait for itself, or while
     *         freeing, or after close
     * @throws InterruptedException if interrupted while waiting
     */
    public void synchronize() throws InterruptedException {
        requireOutside("synchronize()");
        requireOtherThread("synchronize()");
        long cookie = startGracePeriod();
        grace.await(cookie);
    }

    /**
     * Waits until everything that was retired here before the call has been freed.
     *
     * @throws IllegalStateException if called inside a read section, which would wait for itself, or while
     *         freeing, or after close
     * @throws InterruptedException if interrupted while waiting
     */
    public void barrier() throws InterruptedException {
        requireOutside("barrier()");
        requireOtherThread("barrier()");
        CountDownLatch freed = new CountDownLatch(1);
        retire(freed::countDown, 0);
        freed.await();
    }

    /**
     * Asks for a grace period and returns at once.
     *
     * @return a cookie: once {@link #isElapsed} says so, every read section that was open at this call has ended
     * @throws IllegalStateException after close
     */
    public long startGracePeriod() {
        long cookie = grace.next();
        wanted.accumulateAndGet(cookie, Math::max);
        if (finished) {
            throw closed("start a grace period");
        }
        wake();
        return cookie;
    }

    /** Whether the grace period of this cookie has ended: one volatile read. */
    public boolean isElapsed(long cookie) {
        return grace.completed() >= cookie;
    }

    private void requireOtherThread(String call) {
        if (Thread.currentThread() == thread) {
            throw new IllegalStateException(
                    call + " was called while freeing, on the reclaimer's own thread, which would wait for itself.");
        }
    }

    private static void requireOutside(String call) {
        if (ScopedQsbr.isReading()) {
            throw new IllegalStateException(
                    call + " inside a read section would wait for that section; leave the section first.");
        }
    }

    private IllegalStateException closed(String attempt) {
        return new IllegalStateException(
                "Cannot %s: reclaimer %s is closed. Close it after its last user.".formatted(attempt, config.name()));
    }

    // -- the reclaimer's thread

    private void run() {
        try {
            while (!closing) {
                if (!work(inbox.takeAll())) {
                    sleep();
                }
            }
            while (reservations.get() != 0) {
                Thread.onSpinWait();
            }
            work(inbox.close());
            finished = true;
            work(null);
        } finally {
            ended.countDown();
        }
    }

    /** @return false when there was nothing to do */
    @SuppressWarnings("NonAtomicVolatileUpdate") // this thread is the only writer
    private boolean work(@Nullable Retired newest) {
        long target = wanted.get();
        if (newest != null) {
            takenObjects += newest.count;
            heldBytes += newest.totalBytes;
            target = Math.max(target, grace.next());
        } else if (grace.completed() >= target) {
            return false;
        }
        grace.driveTo(target, this::gracePeriodEnded);
        if (newest != null) {
            peakBytes = Math.max(peakBytes, unreclaimedBytes());
            reclaim(oldestFirst(newest));
        }
        return true;
    }

    private static Retired[] oldestFirst(Retired newest) {
        Retired[] batch = new Retired[newest.count];
        int i = batch.length;
        for (Retired retired = newest; retired != null; retired = retired.older) {
            batch[--i] = retired;
        }
        return batch;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // this thread is the only writer
    private void reclaim(Retired[] batch) {
        long bytes = 0;
        for (Retired retired : batch) {
            reclaim(retired.object);
            bytes += retired.bytes;
            heldBytes -= retired.bytes;
            reclaimedObjects++;
        }
        reclaimed(batch.length, bytes);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // this thread is the only writer
    private void reclaim(Reclaimable object) {
        if (CheckedMode.ENABLED) {
            RetireLedger.beginFreeing(object);
        }
        try {
            object.reclaim();
        } catch (Throwable e) {
            failedObjects++;
            LOGGER.log(Level.ERROR, "Freeing an object of %s failed; %s goes on with the next one."
                    .formatted(object.getClass(), config.name()), e);
        } finally {
            if (CheckedMode.ENABLED) {
                RetireLedger.endFreeing();
            }
        }
    }

    // -- the listener, which must not be able to end this thread

    private void gracePeriodEnded(long number, long nanos) {
        try {
            config.listener().gracePeriodEnded(number, nanos);
        } catch (Throwable e) {
            listenerFailed(e);
        }
    }

    private void reclaimed(int objects, long bytes) {
        try {
            config.listener().reclaimed(objects, bytes);
        } catch (Throwable e) {
            listenerFailed(e);
        }
    }

    private void listenerFailed(Throwable cause) {
        LOGGER.log(Level.ERROR, "The listener of %s threw; it goes on.".formatted(config.name()), cause);
    }

    private void wake() {
        if (asleep) {
            asleep = false;
            LockSupport.unpark(thread);
        }
    }

    private void sleep() {
        asleep = true;
        while (asleep && inbox.isEmpty() && wanted.get() <= grace.completed() && !closing) {
            LockSupport.park(this);
        }
        asleep = false;
    }

    // -- life cycle and figures

    /**
     * Waits until everything retired so far is freed and ends the reclaimer. Afterwards no thread and no retired object
     * is left, and {@code retire} throws. A second close waits likewise.
     *
     * <p>An interrupt does not end the wait; it is pending when this returns.
     *
     * @throws IllegalStateException if called inside a read section or by the reclaimer's own thread; it stays open
     */
    @Override
    public void close() {
        requireOutside("close()");
        requireOtherThread("close()");
        closing = true;
        wake();
        boolean interrupted = false;
        while (true) {
            try {
                ended.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Bytes retired and not yet freed. */
    public long unreclaimedBytes() {
        return heldBytes + inbox.bytes();
    }

    /** What was done so far. */
    public ReclaimerStatistics statistics() {
        long unreclaimed = unreclaimedBytes();
        return new ReclaimerStatistics(takenObjects + inbox.count(), reclaimedObjects, failedObjects, unreclaimed,
                Math.max(peakBytes, unreclaimed));
    }

    @Override
    public String toString() {
        return "%s[%d bytes unreclaimed]".formatted(config.name(), unreclaimedBytes());
    }
}
