// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.pool;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.stillpoint.scheduler.queue.SharedQueue;
import dev.stillpoint.scheduler.task.Task;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** Gives what is queued on a stopped pool to the JDK's scheduler. */
final class Evacuation {

    /*
     * State.
     *   claimed   Whether some thread is at work here. Any thread, CAS from false; the claimer, store of false.
     *   batch, chain   What was taken from the queue and is not yet forwarded; claimer only.
     *
     * Invariants.
     *   I1  Only who has moved claimed from false to true touches batch and chain, until it stores false.
     *   I2  A task is in the queue, in batch or in chain until the JDK has it. No call stands between the return of the
     *       call that takes it and the store that keeps it, nor between the return of forward() and the store by which
     *       the field forgets it.
     *
     * Errors. For want of memory forward() repeats itself. At the end of the caller's stack the rest stays where it is
     * (I2), and the claim is given back by a store, which needs no stack: whoever comes next goes on. It may forward a
     * task again, which the JDK ignores.
     *
     * Progress. Who finds it claimed leaves. Nothing stays in the queue for that: the claimer looks at the queue again
     * after it has given back the claim.
     */

    private static final VarHandle CLAIMED = fieldVarHandle(lookup(), "claimed", VarHandle.class, Evacuation.class,
            boolean.class);

    private final SharedQueue queue;
    // any thread, CAS
    private volatile boolean claimed;
    // claimer only; forwarded tasks leave null behind
    private @Nullable Task @Nullable [] batch;
    // claimer only
    private @Nullable Task chain;

    Evacuation(SharedQueue queue) {
        this.queue = queue;
    }

    /** Forwards what is queued. Any thread. If this throws, call it again. */
    void run() {
        do {
            if (!tryClaim()) {
                return;
            }
            try {
                forwardAll();
            } finally {
                claimed = false;
            }
        } while (!queue.isEmpty());
    }

    private boolean tryClaim() {
        // Pairs with Evacuation.run: who finds it claimed has queued its task, and the claimer looks again after it has
        // stored false.
        return !claimed && CLAIMED.compareAndSet(this, false, true);
    }

    private void forwardAll() {
        do {
            forwardBatch();
            batch = queue.takeSpilled();
        } while (batch != null);
        do {
            forwardChain();
            chain = queue.takeSubmitted();
        } while (chain != null);
    }

    private void forwardBatch() {
        @Nullable Task[] left = batch;
        for (int i = 0; left != null && i < left.length; i++) {
            Task task = left[i];
            if (task != null) {
                task.forward();
                left[i] = null;
            }
        }
    }

    private void forwardChain() {
        for (Task task = chain; task != null; task = chain) {
            task.forward();
            chain = task.next;
            task.next = null;
        }
    }
}
