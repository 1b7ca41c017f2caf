// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.support;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Listens to a logger until it is closed. */
public final class LoggedMessages implements AutoCloseable {

    private final Logger logger;
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {

        @Override
        public void publish(LogRecord message) {
            messages.add(message.getMessage());
        }

        @Override
        public void flush() {
            // Nothing is kept back.
        }

        @Override
        public void close() {
            // There is nothing to close.
        }
    };

    private LoggedMessages(String name) {
        logger = Logger.getLogger(name);
        logger.addHandler(handler);
    }

    public static LoggedMessages of(String loggerName) {
        return new LoggedMessages(loggerName);
    }

    /** Waits for a message that contains this, and returns it. */
    public String await(String part) {
        Await.until("the log says: " + part, () -> messages.stream().anyMatch(message -> message.contains(part)));
        return messages.stream().filter(message -> message.contains(part)).findFirst().orElseThrow();
    }

    @Override
    public void close() {
        logger.removeHandler(handler);
    }
}
