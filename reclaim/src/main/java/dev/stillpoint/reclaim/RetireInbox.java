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

    private static final Retired CLOSED = closedMark();

    // any thread, CAS
    private volatile @Nullable Retired top;

    private static Retired closedMark() {
        return Retired.of(new Reclaimable() {
            @Override
            public void reclaim() {
                throw new AssertionError("this is not an object");
            }

            @Override
            public long byteSize() {
                return 0;
            }
        }, 0);
    }

    /**
     * Puts an entry in. Any thread. If this throws, the entry is not in.
     *
     * @return false if the inbox is closed; the object is still the caller's
     */
    boolean push(Retired entry) {
        while (true) {
            Retired newest = top;
            if (newest == CLOSED) {
                return false;
            }
            entry.placeOn(newest);
            // Pairs with RetireInbox.takeAll and RetireInbox.close: the unlink comes before the grace period that
            // follows. Also with ReclaimerThread.sleep: it sees the object, or we see that it sleeps.
            if (TOP.compareAndSet(this, newest, entry)) {
                return true;
            }
        }
    }

    /** Takes everything, newest first. Reclaimer only. */
    @Nullable Retired takeAll() {
        // Pairs with RetireInbox.push: what is taken was unlinked before.
        return isEmpty() ? null : (Retired) TOP.getAndSet(this, null);
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
        return newest == null ? 0 : newest.count;
    }
}
