// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** The inbox into which any thread puts what it retires, and from which one reclaimer takes everything at a time. */
final class RetireInbox {

    /*
     * What it is. A stack, pushed by CAS and taken whole. Every entry carries the sums over itself and all entries
     * below it, so one read of the top yields the count and the bytes of the inbox.
     *
     * State.
     *   top   the newest entry; null if there is none; once closed, CLOSED for ever.
     *
     * Ordering. The CAS releases the entry and everything that the retiring thread did before, the unlink included; the
     * exchange acquires it. The reclaimer publishes a grace period only after the exchange, hence after the unlink.
     *
     * Progress. push is lock-free. No ABA: the top is only ever replaced by a newer entry, or emptied whole.
     */

    private static final VarHandle TOP = fieldVarHandle(lookup(), "top", VarHandle.class, RetireInbox.class,
            Retired.class);

    private static final Retired CLOSED = new Retired(new Reclaimable() {
        @Override
        public void reclaim() {
        }

        @Override
        public long byteSize() {
            return 0;
        }
    }, 0, null);

    // any thread, CAS
    private volatile @Nullable Retired top;

    /** An entry of the stack. */
    static final class Retired {

        final Reclaimable object;
        final long bytes;
        final @Nullable Retired older;
        final int count;
        final long totalBytes;

        Retired(Reclaimable object, long bytes, @Nullable Retired older) {
            this.object = object;
            this.bytes = bytes;
            this.older = older;
            count = older == null ? 1 : older.count + 1;
            totalBytes = older == null ? bytes : older.totalBytes + bytes;
        }
    }

    /**
     * Puts an object in. Any thread.
     *
     * @return false if the inbox is closed; the object is still the caller's
     */
    boolean push(Reclaimable object, long bytes) {
        while (true) {
            Retired newest = top;
            if (newest == CLOSED) {
                return false;
            }
            // Pairs with RetireInbox.takeAll and RetireInbox.close: the unlink comes before the grace period that
            // follows. Also with ReclaimerThread.sleep: it sees the object, or we see that it sleeps.
            if (TOP.compareAndSet(this, newest, new Retired(object, bytes, newest))) {
                return true;
            }
        }
    }

    /** Takes everything, newest first. Reclaimer only. */
    @Nullable Retired takeAll() {
        // Pairs with RetireInbox.push: what is taken was unlinked before.
        return top == null ? null : (Retired) TOP.getAndSet(this, null);
    }

    /** Takes everything and refuses what comes later. Reclaimer only; when called again it takes nothing. */
    @Nullable Retired close() {
        // Pairs with RetireInbox.push: what is taken was unlinked before, and what comes later is refused.
        Retired newest = (Retired) TOP.getAndSet(this, CLOSED);
        return newest == CLOSED ? null : newest;
    }

    boolean isEmpty() {
        Retired newest = top;
        return newest == null || newest == CLOSED;
    }

    long bytes() {
        Retired newest = top;
        return newest == null ? 0 : newest.totalBytes;
    }

    int count() {
        Retired newest = top;
        return newest == null || newest == CLOSED ? 0 : newest.count;
    }
}
