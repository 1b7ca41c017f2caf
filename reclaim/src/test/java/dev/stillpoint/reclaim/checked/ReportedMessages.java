// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.checked;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What the checked mode logs while this is open, and nothing of it on the console. */
final class ReportedMessages extends Handler implements AutoCloseable {

    private final Logger logger = Logger.getLogger("dev.stillpoint.reclaim.checked");
    private final Queue<LogRecord> records = new ConcurrentLinkedQueue<>();

    ReportedMessages() {
        logger.addHandler(this);
        logger.setUseParentHandlers(false);
    }

    /** Waits until a report contains the text; null when none does in ten seconds. */
    LogRecord await(String text, Runnable meanwhile) {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (System.nanoTime() < deadline) {
            for (LogRecord record : records) {
                if (record.getMessage().contains(text)) {
                    return record;
                }
            }
            meanwhile.run();
            Thread.onSpinWait();
        }
        return null;
    }

    int count() {
        return records.size();
    }

    @Override
    public void publish(LogRecord record) {
        records.add(record);
    }

    @Override
    public void flush() {
    }

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setUseParentHandlers(true);
    }
}
