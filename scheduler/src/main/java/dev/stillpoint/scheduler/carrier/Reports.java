package dev.stillpoint.scheduler.carrier;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * What carriers have to say. A carrier never logs by itself: the log's locks may be held by virtual threads that wait
 * for this very carrier. The message goes out from a thread of the JDK's default scheduler.
 */
final class Reports {

    private static final Logger LOGGER = System.getLogger("dev.stillpoint.scheduler");

    private Reports() {
    }

    static void leaked(Thread thread, int holds) {
        report(Level.ERROR, "%s ended with %d open read guard(s). They were released so that memory can be reclaimed; "
                .formatted(thread, holds)
                + "close every guard (try-with-resources), or use ScopedQsbr.read(() -> ...).", null);
    }

    static void continuationFailed(Thread thread, Throwable cause) {
        report(Level.ERROR, "The JDK failed to suspend or continue %s; the thread may be lost.".formatted(thread),
                cause);
    }

    static void carrierSurvived(Carrier carrier, Throwable cause) {
        report(Level.ERROR, "%s caught an error between two threads and goes on.".formatted(carrier), cause);
    }

    private static void report(Level level, String message, @org.jspecify.annotations.Nullable Throwable cause) {
        try {
            Thread.ofVirtual().name("stillpoint-report").start(() -> LOGGER.log(level, message, cause));
        } catch (OutOfMemoryError e) {
            // A carrier must survive; there is no memory to say so.
        }
    }
}
