// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.support;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.time.Duration;

/** Tells whether the collector has found an object unreachable. The object is made in a call that has ended since. */
public final class Collected {

    private static final Duration A_WHILE = Duration.ofMillis(100);
    private static final int COLLECTIONS = 3;

    private final ReferenceQueue<Object> queue = new ReferenceQueue<>();
    private final PhantomReference<Object> reference;

    public Collected(Object object) {
        reference = new PhantomReference<>(object, queue);
    }

    private boolean isFound() {
        return reference.refersTo(null) || queue.poll() != null;
    }

    /** Collects until it is found. */
    public void await(String what) {
        Await.until(what + " is found unreachable", () -> {
            System.gc();
            return isFound();
        });
    }

    /** Collects, and fails if it is found. */
    public void awaitInVain(String what) {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            Await.never(what + " is found unreachable", A_WHILE.dividedBy(COLLECTIONS), this::isFound);
        }
    }
}
