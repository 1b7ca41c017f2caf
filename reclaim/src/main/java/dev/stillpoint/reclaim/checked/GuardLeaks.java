package dev.stillpoint.reclaim.checked;

import java.lang.ref.Cleaner;

/** Finds guards that became garbage while they were open. Any thread; checked mode only. */
public final class GuardLeaks {

    private static final Cleaner CLEANER = Cleaner.create();

    private GuardLeaks() {
    }

    /** An open guard: where it was opened, and whether it was closed. It must not refer to the guard. */
    public static final class Opening implements Runnable {

        private final Trace trace = new Trace("The guard was opened here");
        // set by the guard's owner, read by the cleaner
        private volatile boolean closed;

        private Opening() {
        }

        /** The guard was closed in good order. */
        public void close() {
            closed = true;
        }

        @Override
        public void run() {
            if (!closed) {
                CheckedMode.report("""
                        A read guard was never closed, so its section holds up all memory until its thread ends. Use \
                        try-with-resources, or ScopedQsbr.read(() -> ...).""", trace);
            }
        }
    }

    /** Watches a guard from now on. */
    public static Opening watch(Object guard) {
        Opening opening = new Opening();
        CLEANER.register(guard, opening);
        return opening;
    }
}
