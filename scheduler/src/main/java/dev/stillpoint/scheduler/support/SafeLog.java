package dev.stillpoint.scheduler.support;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes what the libraries have to say to the log. Nothing here ever throws. Whoever reports has work to finish, and
 * there may be neither memory nor stack left for the report.
 */
public final class SafeLog {

    /** The reports of the scheduler. */
    public static final Reports SCHEDULER = to("dev.stillpoint.scheduler");

    private final Logger logger;

    private SafeLog(Logger logger) {
        this.logger = logger;
    }

    /** Makes reports that go to this logger. */
    public static Reports to(String loggerName) {
        return new Reports(System.getLogger(loggerName));
    }

    /** Logs on the calling thread, which may have to wait for the log. */
    public void log(Level level, Supplier<String> message, @Nullable Throwable cause) {
        try {
            logger.log(level, message.get(), cause);
        } catch (Throwable e) {
            // There is nobody left to tell.
        }
    }

    /**
     * Logs an error on a thread of the JDK's default scheduler. This is for carriers and timers, which never log
     * themselves: virtual threads that wait for this very carrier may hold the log's locks.
     */
    public void errorElsewhere(Supplier<String> message, @Nullable Throwable cause) {
        try {
            Thread.ofVirtual().name("stillpoint-report").start(() -> log(Level.ERROR, message, cause));
        } catch (Throwable e) {
            // The carrier that reports must survive.
        }
    }
}
