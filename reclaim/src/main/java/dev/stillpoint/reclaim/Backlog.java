// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.stillpoint.reclaim.grace.GracePeriods;
import java.lang.invoke.VarHandle;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Counts what is retired and not yet freed, and puts the limits on it into effect. */
final class Backlog {

    private static final GracePeriods GRACE = GracePeriods.process();

    /**
     * A thread that waits for room looks again this often. It also hurries the next grace period again, because the one
     * that it hurried before may have been too early.
     */
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final VarHandle OBJECTS =
            fieldVarHandle(lookup(), "reclaimedObjects", VarHandle.class, Backlog.class,
                    long.class);
    private static final VarHandle BYTES = fieldVarHandle(lookup(), "reclaimedBytes", VarHandle.class, Backlog.class,
            long.class);

    private final String name;
    private final BacklogLimits limits;
    private final RetireQueues queues;

    // the thread that frees writes, once per object, and therefore with release only
    @SuppressWarnings("UnusedVariable") // read through OBJECTS
    private long reclaimedObjects;
    // the thread that frees writes, with release
    @SuppressWarnings("UnusedVariable") // read through BYTES
    private long reclaimedBytes;
    // any thread that looks writes the most that it saw, any thread resets it; racy
    private volatile long peakBytes;
    // any thread that looks writes
    private volatile BacklogPressure pressure = BacklogPressure.NONE;
    // set by close
    private volatile boolean closed;

    /**
     * The threads that wait for room. Not a lock with a condition: a thread that overflows its stack there could leave
     * the lock behind, and the reclaimer would wait for it.
     */
    private final Set<Thread> waiting = ConcurrentHashMap.newKeySet();

    Backlog(String name, BacklogLimits limits, RetireQueues queues) {
        this.name = name;
        this.limits = limits;
        this.queues = queues;
    }

    long bytes() {
        // The freed bytes are read first: an object that is freed between the two reads must not make the result
        // negative.
        long freed = reclaimedBytes();
        return queues.retiredBytes() - freed;
    }

    long objects() {
        long freed = reclaimedObjects();
        return queues.retiredObjects() - freed;
    }

    long peakBytes() {
        return Math.max(peakBytes, bytes());
    }

    /** The peak is what it is now. */
    void resetPeak() {
        peakBytes = bytes();
    }

    long reclaimedObjects() {
        // Pairs with Backlog.freedUpTo: as in reclaimedBytes.
        return (long) OBJECTS.getAcquire(this);
    }

    long reclaimedBytes() {
        // Pairs with Backlog.freedUpTo: the reads that follow see as retired whatever this one sees as freed.
        return (long) BYTES.getAcquire(this);
    }

    /** Compares the backlog with its limits and hurries the grace period as they demand. Any thread; does not wait. */
    void look() {
        long bytes = bytes();
        long objects = objects();
        peakBytes = Math.max(peakBytes, bytes);
        BacklogPressure now = pressure(bytes, objects);
        BacklogPressure before = pressure;
        if (now != before) {
            pressure = now;
            BacklogEvent.emit(name, now, bytes, objects);
        }
        // No switch: javac makes a class for it, which would be initialised here.
        if (now == BacklogPressure.NUDGE) {
            GRACE.nudge(GRACE.next());
        } else if (now != BacklogPressure.NONE) {
            GRACE.expedite(GRACE.next());
        }
        if (before == BacklogPressure.FULL && now != BacklogPressure.FULL) {
            signalRoom();
        }
    }

    private BacklogPressure pressure(long bytes, long objects) {
        if (limits.full().isReached(bytes, objects)) {
            return BacklogPressure.FULL;
        }
        if (limits.force().isReached(bytes, objects)) {
            return BacklogPressure.FORCE;
        }
        return limits.nudge().isReached(bytes, objects) ? BacklogPressure.NUDGE : BacklogPressure.NONE;
    }

    /** Whether {@code retire} must wait or be refused, as of the last look. One volatile read. */
    boolean isFull() {
        return pressure == BacklogPressure.FULL;
    }

    /** Whether one of the limits was reached, as of the last look. One volatile read. */
    boolean isPressed() {
        return pressure != BacklogPressure.NONE;
    }

    /** As {@link #isFull()}, but after another look. */
    boolean isStillFull() {
        look();
        return isFull();
    }

    /**
     * Waits until there is room or the backlog is closed, and hurries the grace period meanwhile. An interrupt does not
     * end the wait; it is pending when this returns.
     */
    void awaitRoom() {
        Thread here = Thread.currentThread();
        boolean interrupted = false;
        try {
            waiting.add(here);
            // Whoever makes room after this look finds us in the set.
            while (isFull() && !closed) {
                LockSupport.parkNanos(this, LOOK_AGAIN_NANOS);
                interrupted |= Thread.interrupted();
                look();
            }
        } finally {
            waiting.remove(here);
            if (interrupted) {
                here.interrupt();
            }
        }
    }

    BacklogExceededException exceeded() {
        return new BacklogExceededException(
                "The backlog of %s is full: %d bytes, %d objects wait for readers to leave. "
                        .formatted(name, bytes(), objects())
                        + "The object was not retired; look for a stalled reader.");
    }

    /** Ends every wait for room, now and later. */
    void close() {
        closed = true;
        signalRoom();
    }

    /**
     * Says how much was freed from the beginning on. One thread at a time. It takes sums, so that a thread which does
     * not know whether an error came before the end of this call can make it once more.
     */
    void freedUpTo(long objects, long bytes) {
        // Pairs with Backlog.reclaimedBytes and Backlog.reclaimedObjects: a thread that sees an object as freed sees it
        // as retired too.
        BYTES.setRelease(this, bytes);
        OBJECTS.setRelease(this, objects);
    }

    private void signalRoom() {
        for (Thread thread : waiting) {
            LockSupport.unpark(thread);
        }
    }
}
