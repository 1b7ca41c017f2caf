// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.jdk;

import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Events that one platform thread has taken from an {@link EventQueue} until it has woken those who wait for them. */
public final class EventBuffer {

    /*
     * What it is. An event is reported once, so what was taken must not be lost. If anything fails while threads are
     * woken, the next call of deliver() goes on where this one ended.
     *
     * State, all of it for the owner only. `next` and `count` say which events of each direction are left. `inHand` is
     * the thread that is about to be removed from the JDK's map: set before it is removed, because whoever has removed
     * it must wake it, and cleared after it was woken. To wake it twice does no harm.
     *
     * Why the thread is removed before it is woken: one that wakes first could enter itself again, for its next wait,
     * and would be removed from there.
     */

    /** More in one go would overflow the queue of the carrier, and make threads there wait for all of them. */
    static final int MOST = 64;

    private final EventQueue queue;
    // set by the constructor; 0 once it was given back
    private long reads;
    // set by the constructor; 0 once it was given back
    private long writes;
    private int readCount;
    private int nextRead;
    private int writeCount;
    private int nextWrite;
    private @Nullable Thread inHand;

    /** An empty buffer. {@link #close()} must follow. */
    public EventBuffer(EventQueue queue) {
        this.queue = queue;
        reads = PollerInternals.allocate(MOST);
        try {
            writes = PollerInternals.allocate(MOST);
        } catch (Throwable e) {
            PollerInternals.free(reads);
            throw e;
        }
    }

    /** The queue whose events these are. */
    public EventQueue queue() {
        return queue;
    }

    /** Whether there are events to be delivered. */
    public boolean hasEvents() {
        return nextRead < readCount || inHand != null;
    }

    /**
     * Blocks until there are events or somebody signals. Only one thread at a time may be in this call, of all that
     * share the queue. Call it when the buffer is empty.
     *
     * @return whether there are events
     */
    public boolean await() {
        return take(-1);
    }

    /** Takes the events that are there now. Call it when the buffer is empty. Returns whether there are any. */
    public boolean look() {
        return take(0);
    }

    private boolean take(int timeout) {
        nextRead = 0;
        // If the call fails, there is nothing here.
        readCount = 0;
        readCount = queue.await(reads, MOST, timeout);
        if (timeout != 0) {
            clearSignal();
        }
        if (readCount == 1 && queue.isSignal(PollerInternals.descriptor(reads, 0))) {
            readCount = 0;
        }
        return readCount != 0;
    }

    private void clearSignal() {
        for (int i = 0; i < readCount; i++) {
            if (queue.isSignal(PollerInternals.descriptor(reads, i))) {
                queue.clearSignal();
                return;
            }
        }
    }

    /** Wakes the threads for whose sockets there are events. If this throws, call it again. */
    public void deliver() {
        Thread left = inHand;
        if (left != null) {
            LockSupport.unpark(left);
            inHand = null;
        }
        while (nextRead < readCount) {
            int descriptor = PollerInternals.descriptor(reads, nextRead);
            if (queue.isWrites(descriptor)) {
                deliverWrites();
            } else if (!queue.isSignal(descriptor)) {
                wake(descriptor, true);
            }
            nextRead++;
        }
    }

    private void deliverWrites() {
        if (nextWrite == writeCount) {
            nextWrite = 0;
            writeCount = 0;
            writeCount = queue.takeWrites(writes, MOST);
        }
        while (nextWrite < writeCount) {
            wake(PollerInternals.descriptor(writes, nextWrite), false);
            nextWrite++;
        }
    }

    private void wake(int descriptor, boolean toRead) {
        Integer key = descriptor;
        Map<Integer, Thread> waiting = queue.waiters().at(descriptor, toRead);
        Thread thread = waiting.get(key);
        if (thread != null) {
            inHand = thread;
            if (waiting.remove(key, thread)) {
                LockSupport.unpark(thread);
            }
            inHand = null;
        }
    }

    /**
     * Gives its memory back, after the last other call. Idempotent, and any thread: several may close a scheduler at
     * once. If this throws, call it again.
     */
    public synchronized void close() {
        if (writes != 0) {
            PollerInternals.free(writes);
            writes = 0;
        }
        if (reads != 0) {
            PollerInternals.free(reads);
            reads = 0;
        }
    }
}
