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

    /** Something open: where it was opened, and whether it was closed. It must not refer to what is watched. */
    public static final class Opening implements Runnable {

        private final String loss;
        private final Trace trace;
        // set by the guard's owner, read by the cleaner
        private volatile boolean closed;

        private Opening(String loss, Trace trace) {
            this.loss = loss;
            this.trace = trace;
        }

        /** It was closed in good order. */
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

    /** Watches a guard from now on. */
    public static Opening watch(Object guard) {
        return watch(guard, new Opening(LOST_GUARD, new Trace("The guard was opened here")));
    }

    /** Watches a snapshot from now on. */
    public static Opening watchSnapshot(Object snapshot) {
        return watch(snapshot, new Opening(LOST_SNAPSHOT, new Trace("The snapshot was taken here")));
    }

    private static Opening watch(Object watched, Opening opening) {
        CLEANER.register(watched, opening);
        return opening;
    }
}
