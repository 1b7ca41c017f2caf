// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.support;

import java.io.PrintWriter;
import java.io.Writer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A logger that never throws. Whoever reports something has work to finish, and there may be neither memory nor stack
 * for a message.
 */
public final class SafeLog {

    /** The scheduler's own. */
    public static final SafeLog SCHEDULER = to("dev.stillpoint.scheduler");

    private final Logger logger;

    private SafeLog(Logger logger) {
        this.logger = logger;
    }

    /** Writes to the logger of this name. */
    public static SafeLog to(String loggerName) {
        return new SafeLog(System.getLogger(loggerName));
    }

    /** Logs on the calling thread, which may have to wait for the log. */
    public void log(Level level, Supplier<String> message, @Nullable Throwable cause) {
        try {
            if (cause == null || isPrintable(cause)) {
                logger.log(level, message.get(), cause);
            } else {
                logger.log(level, "%s (%s, which cannot be printed)".formatted(message.get(),
                        cause.getClass().getName()));
            }
        } catch (Throwable e) {
            // There is nobody left to tell.
        }
    }

    /** Loggers drop an entry whose exception throws when it is printed. */
    private static boolean isPrintable(Throwable cause) {
        try (PrintWriter nowhere = new PrintWriter(Writer.nullWriter())) {
            cause.printStackTrace(nowhere);
            return true;
        } catch (Throwable e) {
            return false;
        }
    }

    /**
     * The same for whoever may have no memory left even to make the message: the call itself allocates nothing outside
     * its own guard.
     *
     * @param message has one {@code %s}, which stands for {@code subject}
     */
    public void errorElsewhere(String message, Object subject, @Nullable Throwable cause) {
        try {
            errorElsewhere(() -> message.formatted(subject), cause);
        } catch (Throwable e) {
            // A carrier must survive.
        }
    }

    /**
     * Logs an error on a thread of the JDK's default scheduler. This is for carriers and timers, which never log
     * themselves: the log's locks may be held by virtual threads that wait for this very carrier.
     */
    public void errorElsewhere(Supplier<String> message, @Nullable Throwable cause) {
        try {
            Thread.ofVirtual().name("stillpoint-report").start(() -> log(Level.ERROR, message, cause));
        } catch (Throwable e) {
            // A carrier must survive.
        }
    }
}
