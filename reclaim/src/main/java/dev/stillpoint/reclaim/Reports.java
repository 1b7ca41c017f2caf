package dev.stillpoint.reclaim;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/** What a reclaimer tells the log. */
final class Reports {

    private static final Logger LOGGER = System.getLogger("dev.stillpoint.reclaim");

    private Reports() {
    }

    static void freeingFailed(String reclaimer, Reclaimable object, Throwable cause) {
        log(Level.ERROR, () -> "Freeing an object of %s failed; %s goes on with the next one."
                .formatted(object.getClass(), reclaimer), cause);
    }

    static void listenerFailed(String reclaimer, Throwable cause) {
        log(Level.ERROR, () -> "The listener of %s threw; it goes on.".formatted(reclaimer), cause);
    }

    static void executorRefused(String reclaimer, Throwable cause) {
        log(Level.WARNING, () -> "The executor of %s refused a batch, which is freed on the reclaimer's own thread. "
                .formatted(reclaimer) + "Close the reclaimer before its executor.", cause);
    }

    static void notManaged(String reclaimer, Throwable cause) {
        log(Level.WARNING, () -> "%s is not shown to management tools; it works all the same.".formatted(reclaimer),
                cause);
    }

    static void shortOfMemory(Throwable cause) {
        log(Level.WARNING, () -> "No heap left to take all retired objects at once; the rest comes later.", cause);
    }

    static void survived(String reclaimer, Throwable cause) {
        log(Level.ERROR, () -> "%s goes on after an error of its own.".formatted(reclaimer), cause);
    }

    static void stalled(StallReport report) {
        log(Level.WARNING, report::text, null);
    }

    static void stallEnded(StallReport report) {
        log(Level.INFO, () -> "%s is no longer stalled; it was for %d ms (%s)."
                .formatted(report.reclaimer(), report.duration().toMillis(), report.cause()), null);
    }

    /** A report must not be able to end the thread that makes it, not even when there is no memory for it. */
    private static void log(Level level, Supplier<String> message, @Nullable Throwable cause) {
        try {
            LOGGER.log(level, message.get(), cause);
        } catch (Throwable _) {
            // There is nobody left to tell.
        }
    }
}
