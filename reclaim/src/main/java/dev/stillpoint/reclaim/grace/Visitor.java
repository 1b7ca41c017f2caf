// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import java.lang.ref.PhantomReference;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * A thread that reads and is on no carrier. It remembers its nesting, so that only the outermost section costs atomics.
 * {@link GracePeriods#enter(Visitor)} and {@link GracePeriods#exit(Visitor)} change it.
 */
public final class Visitor extends WeakReference<Thread> {

    final long id;
    /** As it was when the thread came first: what is left of the name when the thread is not. */
    final String name;
    /**
     * Cleared when the thread can never run again though it has not ended: the collector may take a virtual thread that
     * nobody refers to. The weak reference is cleared too early for that: a finalizer may still wake the thread.
     */
    private final @Nullable PhantomReference<Thread> remains;

    // owner writes; the driver reads and clears it once the owner has ended; reports read, plain
    int holds;
    // owner writes; valid while holds > 0; read like holds
    int ticket;
    // owner writes: the newest grace period when its outermost section began; reports read, plain
    long since;
    /**
     * How many of the holds are to be closed: where a section ended, the stack had no room for a call. Its next section
     * closes them first. Owner only.
     */
    public int overdue;
    // how often somebody wanted to know whether the thread has ended; under the lock of its stripe
    private int looks;
    // the next one of its chain; under the lock of its stripe
    @Nullable Visitor next;

    Visitor(Thread thread, long id) {
        super(thread);
        this.id = id;
        name = thread.getName();
        remains = thread.isVirtual() ? new PhantomReference<>(thread, null) : null;
    }

    /** Whether it is inside a section. Its own thread only. */
    public boolean isReading() {
        return holds != overdue;
    }

    /**
     * Whether the thread will never run again. Then all that it did is visible here. A thread that ended a moment ago
     * may not be noticed yet. Under the lock of its stripe.
     *
     * <p>To ask a virtual thread is to refer to it, and while the collector marks it must take what is referred to for
     * alive. So it is asked more and more rarely: at the first look, the second, the fourth, and so on.
     */
    boolean hasEnded() {
        if (refersTo(null)) {
            return remains == null || remains.refersTo(null);
        }
        looks++;
        if (remains != null && (looks & (looks - 1)) != 0) {
            return false;
        }
        Thread thread = get();
        return thread != null && !thread.isAlive();
    }

    @Override
    public String toString() {
        return "#%d \"%s\"".formatted(id, name);
    }
}
