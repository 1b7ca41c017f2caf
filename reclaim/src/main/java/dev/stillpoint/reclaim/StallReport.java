// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why memory is not coming back: what a {@link Reclaimer} waits for, and which threads keep it waiting. It is taken
 * while they run, so some of them may have gone on meanwhile.
 *
 * @param reclaimer its name
 * @param cause what it waits for
 * @param duration how long there has been no progress
 * @param state what the reclaimer does
 * @param gracePeriod the newest grace period that has started
 * @param gracePeriodAge how long that grace period has been pending; zero if it has ended
 * @param suspects the threads that it waits for
 * @param visitors the number of readers on no carrier; those that are waited for are among the suspects
 * @param unreclaimedBytes bytes retired and not yet freed
 * @param unreclaimedObjects objects retired and not yet freed
 */
public record StallReport(String reclaimer, Cause cause, Duration duration, ReclaimerState state, long gracePeriod,
        Duration gracePeriodAge, List<Suspect> suspects, long visitors, long unreclaimedBytes,
        long unreclaimedObjects) {

    /** What a reclaimer waits for. */
    public enum Cause {
        /** Readers that do not leave, or carriers that do not unmount. */
        READERS,
        /** A {@link Reclaimable#reclaim()} that does not return. */
        CALLBACK,
        /** The configured executor does not run what it was given. */
        EXECUTOR,
        /** The reclaimer's own thread gets no processor. */
        RECLAIMER
    }

    /**
     * A thread that is waited for.
     *
     * @param role what it does there
     * @param carrier the carrier where it is mounted or at home; null if it is on none, as a visitor
     * @param thread its name and number
     * @param holds its open guards
     * @param since its stamp: the newest grace period when its section began
     * @param stack where it is
     */
    public record Suspect(Role role, @Nullable String carrier, String thread, int holds, long since,
            List<StackTraceElement> stack) {
    }

    /** Why a thread is waited for. */
    public enum Role {
        /** It runs inside a read section. */
        READS,
        /** It runs outside every read section and has not unmounted. */
        RUNS,
        /** It is parked inside a read section. */
        PARKED,
        /** It frees. */
        FREES
    }

    /** The suspects that are inside a read section. */
    public List<Suspect> readers() {
        return suspects.stream().filter(suspect -> suspect.role == Role.READS || suspect.role == Role.PARKED).toList();
    }

    /** The report as text of several lines, for people to read. */
    public String text() {
        StringBuilder text = new StringBuilder("%s is stalled for %d ms (%s): %d bytes, %d objects wait.%n"
                .formatted(reclaimer, duration.toMillis(), cause, unreclaimedBytes, unreclaimedObjects));
        text.append("  reclaimer: %s; grace period %d, pending for %d ms; visitors inside: %d%n".formatted(state,
                gracePeriod, gracePeriodAge.toMillis(), visitors));
        for (Suspect suspect : suspects) {
            text.append("  %s %s%s%n".formatted(suspect.thread, describe(suspect),
                    suspect.carrier == null ? "" : " on " + suspect.carrier));
            suspect.stack.forEach(frame -> text.append("      at ").append(frame).append(System.lineSeparator()));
        }
        return text.append("  ").append(advice()).toString();
    }

    private static String describe(Suspect suspect) {
        return switch (suspect.role) {
            case READS -> "reads with %d guard(s) since grace period %d".formatted(suspect.holds, suspect.since);
            case RUNS -> "runs without a guard and does not unmount";
            case PARKED -> "is parked with %d guard(s) since grace period %d".formatted(suspect.holds, suspect.since);
            case FREES -> "frees an object";
        };
    }

    private String advice() {
        return switch (cause) {
            case READERS -> "Shorten the read sections above, close leaked guards, or take a snapshot for long use.";
            case CALLBACK -> "Freeing must be short: hand long work to an executor of its own.";
            case EXECUTOR -> "The executor must run what it is given; is it full, or shut down?";
            case RECLAIMER -> "The reclaimer's thread gets no processor: too many busy platform threads?";
        };
    }
}
