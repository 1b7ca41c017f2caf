// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.scheduler.support.SafeLog;
import java.lang.System.Logger.Level;
import java.time.Duration;

/** The log messages of a reclaimer. */
final class Reports {

    private static final SafeLog LOG = SafeLog.to("dev.stillpoint.reclaim");

    private Reports() {
    }

    static void freeingFailed(String reclaimer, Reclaimable object, Throwable cause) {
        LOG.log(Level.ERROR, () -> "Freeing an object of %s failed; %s goes on with the next one."
                .formatted(original(object).getClass(), reclaimer), cause);
    }

    /** Something that is retired in the place of what people know. */
    interface StandIn {

        /** What people know. */
        Reclaimable original();
    }

    /** What people know: the object itself, or what it stands for. */
    static Reclaimable original(Reclaimable object) {
        return object instanceof StandIn standIn ? original(standIn.original()) : object;
    }

    static void demotingFailed(String reclaimer, Reclaimable object, Throwable cause) {
        LOG.log(Level.ERROR, () -> "Demoting an object of %s failed; in %s it waits for its grace period."
                .formatted(original(object).getClass(), reclaimer), cause);
    }

    static void stillInUse(String reclaimer, StillInUseException cause) {
        LOG.log(Level.WARNING, () -> "%s tries each second to free something that is in use: %s"
                .formatted(reclaimer, cause.getMessage()), null);
    }

    static void listenerFailed(String reclaimer, Throwable cause) {
        LOG.log(Level.ERROR, () -> "The listener of %s threw; it goes on.".formatted(reclaimer), cause);
    }

    static void guardLeftOpen(Thread thread) {
        LOG.log(Level.ERROR, () -> "A call-back on the thread %s has left a read guard open there. It was ended, "
                .formatted(thread.getName()) + "because that thread would wait for itself; close every guard "
                + "(try-with-resources), or use ScopedQsbr.read(() -> ...).", null);
    }

    static void executorRefused(String reclaimer, Throwable cause) {
        LOG.log(Level.WARNING,
                () -> "The executor of %s refused a batch, which was freed on the reclaimer's own thread "
                        .formatted(reclaimer)
                        + "unless the executor freed it all the same. Close the reclaimer before its "
                        + "executor.",
                cause);
    }

    static void executorDoesNotRun(String reclaimer, Duration waited) {
        LOG.log(Level.WARNING,
                () -> "The executor of %s accepted a batch and has not begun to free it for %d ms; "
                        .formatted(reclaimer, waited.toMillis())
                        + "it is freed on the reclaimer's own thread. Is the executor shut down, or full?",
                null);
    }

    static void closeWaits(Duration waited, StallReport report) {
        LOG.log(Level.WARNING, () -> "Closing %s waits, for %d ms so far. %s".formatted(report.reclaimer(),
                waited.toMillis(), report.text()), null);
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
