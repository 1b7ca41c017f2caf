package dev.stillpoint.scheduler.carrier;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What carriers have to say. A carrier never logs by itself: the log's locks may be held by virtual threads that wait
 * for this very carrier. The message goes out from a thread of the JDK's default scheduler.
 */
final class Reports {

    private static final Logger LOGGER = System.getLogger("dev.stillpoint.scheduler");

    private Reports() {
    }

    static void leaked(Thread thread, int holds) {
        report(() -> "%s ended with %d open read guard(s). They were released so that memory can be reclaimed; "
                .formatted(thread, holds)
                + "close every guard (try-with-resources), or use ScopedQsbr.read(() -> ...).", null);
    }

    static void continuationFailed(Thread thread, Throwable cause) {
        report(() -> "The JDK failed to suspend or continue %s; the thread may be lost.".formatted(thread),
                cause);
    }

    static void carrierSurvived(Carrier carrier, Throwable cause) {
        report(() -> "%s caught an error between two threads and goes on.".formatted(carrier), cause);
    }

    static void noSpare(CarrierPool pool, Throwable cause) {
        report(() -> "%s could not start one more carrier while others are stuck, so runnable threads wait. "
                .formatted(pool) + "It tries again; this is said once.", cause);
    }

    static void listenerFailed(Carrier carrier, Throwable cause) {
        report(() -> "A listener failed on %s. Grace periods may be late from now on; this is said once a carrier."
                .formatted(carrier), cause);
    }

    /** Never throws: whoever reports has work to finish. */
    private static void report(Supplier<String> message, @Nullable Throwable cause) {
        try {
            Thread.ofVirtual().name("stillpoint-report").start(() -> LOGGER.log(Level.ERROR, message.get(), cause));
        } catch (Throwable e) {
            // A carrier must survive; there is no memory, or no stack, to say so.
        }
    }
}
