// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.StallReport.Cause;
import java.util.concurrent.TimeUnit;

/**
 * Tells whether a reclaimer is alive. It reads a few volatile fields and takes no lock. So it answers while the
 * reclaimer's thread hangs in user code, and neither of the two can delay the other.
 */
final class HealthCheck {

    private final ReclaimerThread thread;
    private final ReclaimerProgress progress;
    private final Standstill standstill;
    private final StallReporter reporter;

    HealthCheck(ReclaimerThread thread, ReclaimerProgress progress, Standstill standstill, StallReporter reporter) {
        this.thread = thread;
        this.progress = progress;
        this.standstill = standstill;
        this.reporter = reporter;
    }

    /**
     * Any thread, at any time.
     *
     * @param patienceNanos how long there may be no progress although something waits
     */
    ReclaimerHealth look(long patienceNanos) {
        if (thread.isEnded()) {
            return dead("It is closed, and everything that was retired is freed.");
        }
        if (thread.isClosing()) {
            return dead("It is closing: what was retired is still freed, and what comes now is refused.");
        }
        if (!thread.isAlive()) {
            return dead("Its thread does not run, so nothing that is retired will be freed.");
        }
        ReclaimerState state = progress.state();
        long now = System.nanoTime();
        long nanos = Math.max(0, now - standstill.since(now));
        Cause cause = reporter.cause(state);
        if (nanos >= patienceNanos) {
            return dead("No progress for %d ms: %s".formatted(TimeUnit.NANOSECONDS.toMillis(nanos), why(cause)));
        }
        return new ReclaimerHealth(true, cause == Cause.NOTHING
                ? "Everything that was retired is freed."
                : "It is at work, and has waited for %d ms."
                        .formatted(TimeUnit.NANOSECONDS.toMillis(nanos)));
    }

    private static ReclaimerHealth dead(String reason) {
        return new ReclaimerHealth(false, reason);
    }

    private static String why(Cause cause) {
        return switch (cause) {
            case READERS ->
                    "readers do not leave their sections. That is the application's; the stall report names them.";
            case CALLBACK ->
                    "a reclaim(), a demote() or a listener does not return. The stall report has its thread's stack.";
            case EXECUTOR -> "the executor that frees does not run what it was given.";
            case WRITER -> "a replace() has begun and does not end.";
            case IO -> "an I/O operation or a native call uses what is to be freed.";
            case RECLAIMER, NOTHING -> "its thread gets no processor, or no memory to go on.";
        };
    }
}
