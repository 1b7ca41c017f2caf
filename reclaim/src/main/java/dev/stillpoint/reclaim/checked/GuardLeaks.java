// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.checked;

import java.lang.ref.Cleaner;

/** Finds guards and snapshots that became garbage while they were open. Any thread; checked mode only. */
public final class GuardLeaks {

    private static final String LOST_GUARD = """
            A read guard was never closed, so its section holds up all memory until its thread ends. Use \
            try-with-resources, or ScopedQsbr.read(() -> ...).""";
    private static final String LOST_SNAPSHOT = """
            A snapshot was never closed, so its version is never freed. Use try-with-resources, or close it where its \
            last user ends.""";

    private static final Cleaner CLEANER = Cleaner.create();

    private GuardLeaks() {
    }

    /**
     * Notes where a guard or snapshot was opened, and whether it was closed. It must not refer to the watched object,
     * which could then never become garbage.
     */
    public static final class Opening implements Runnable {

        private final String loss;
        private final Trace trace;
        // set by the thread that closes, read by the cleaner
        private volatile boolean closed;

        private Opening(String loss, Trace trace) {
            this.loss = loss;
            this.trace = trace;
        }

        /** Notes that it was closed in good order. */
        public void close() {
            closed = true;
        }

        @Override
        public void run() {
            if (!closed) {
                CheckedMode.report(loss, trace);
            }
        }
    }

    /** Starts to watch a guard. */
    public static Opening watch(Object guard) {
        return watch(guard, new Opening(LOST_GUARD, new Trace("The guard was opened here")));
    }

    /** Starts to watch a snapshot. */
    public static Opening watchSnapshot(Object snapshot) {
        return watch(snapshot, new Opening(LOST_SNAPSHOT, new Trace("The snapshot was taken here")));
    }

    private static Opening watch(Object watched, Opening opening) {
        CLEANER.register(watched, opening);
        return opening;
    }
}
