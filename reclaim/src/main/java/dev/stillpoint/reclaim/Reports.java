// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.scheduler.support.SafeLog;
import java.lang.System.Logger.Level;

/** The log messages of a reclaimer. */
final class Reports {

    private static final SafeLog LOG = SafeLog.to("dev.stillpoint.reclaim");

    private Reports() {
    }

    static void freeingFailed(String reclaimer, Reclaimable object, Throwable cause) {
        LOG.log(Level.ERROR, () -> "Freeing an object of %s failed; %s goes on with the next one."
                .formatted(object.getClass(), reclaimer), cause);
    }

    static void listenerFailed(String reclaimer, Throwable cause) {
        LOG.log(Level.ERROR, () -> "The listener of %s threw; it goes on.".formatted(reclaimer), cause);
    }

    static void executorRefused(String reclaimer, Throwable cause) {
        LOG.log(Level.WARNING,
                () -> "The executor of %s refused a batch, which was freed on the reclaimer's own thread "
                        .formatted(reclaimer)
                        + "unless the executor freed it all the same. Close the reclaimer before its "
                        + "executor.",
                cause);
    }

    static void shortOfMemory(Throwable cause) {
        LOG.log(Level.WARNING, () -> "No heap left to take all retired objects at once; the rest comes later.", cause);
    }

    static void survived(String reclaimer, Throwable cause) {
        LOG.log(Level.ERROR, () -> "%s goes on after an error of its own.".formatted(reclaimer), cause);
    }

    static void freeingAfterSnapshotFailed(Object version, Throwable cause) {
        LOG.log(Level.ERROR, () -> "Freeing an object of %s after its last snapshot failed."
                .formatted(version.getClass()), cause);
    }

    static void stalled(StallReport report) {
        LOG.log(Level.WARNING, report::text, null);
    }

    static void stallEnded(StallReport report) {
        LOG.log(Level.INFO, () -> "%s is no longer stalled; it was for %d ms (%s)."
                .formatted(report.reclaimer(), report.duration().toMillis(), report.cause()), null);
    }
}
