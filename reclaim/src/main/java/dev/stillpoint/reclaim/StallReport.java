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
 * @param stalled whether there has been no progress for {@link ReclaimerConfig#stallAfter()}, or for 3 s if that is
 *        {@link ReclaimerConfig#NEVER}
 * @param cause what it waits for, stalled or not
 * @param duration how long there has been no progress; zero if nothing waits. While a batch is being freed this is
 *        known to about a second
 * @param state what the reclaimer does
 * @param gracePeriod the newest grace period that has started
 * @param gracePeriodAge how long that grace period has been pending; zero if it has ended
 * @param suspects the threads that it waits for
 * @param visitors the number of readers on no carrier; those that are waited for are among the suspects
 * @param unreclaimedBytes bytes retired and not yet freed
 * @param unreclaimedObjects objects retired and not yet freed
 * @param savedBytes bytes that were freed although readers had not left, because nobody reached them: see
 *        {@link DemotionLimits}
 * @param heldBytes bytes that are demoted and not yet freed: what stalled readers reach, and what the collector has not
 *        looked at yet
 */
public record StallReport(String reclaimer, boolean stalled, Cause cause, Duration duration, ReclaimerState state,
        long gracePeriod, Duration gracePeriodAge, List<Suspect> suspects, long visitors, long unreclaimedBytes,
        long unreclaimedObjects, long savedBytes, long heldBytes) {

    /** A report of a reclaimer that demotes nothing. */
    public StallReport(String reclaimer, boolean stalled, Cause cause, Duration duration, ReclaimerState state,
            long gracePeriod, Duration gracePeriodAge, List<Suspect> suspects, long visitors, long unreclaimedBytes,
            long unreclaimedObjects) {
        this(reclaimer, stalled, cause, duration, state, gracePeriod, gracePeriodAge, suspects, visitors,
                unreclaimedBytes, unreclaimedObjects, 0, 0);
    }

    /** What a reclaimer waits for. */
    public enum Cause {
        /** Readers that do not leave, or carriers that do not unmount. */
        READERS,
        /** A {@link Reclaimable#reclaim()}, another method of an object, or a listener, that does not return. */
        CALLBACK,
        /** The configured executor does not run what it was given. */
        EXECUTOR,
        /** A writer that has begun to replace a version, and that a reclaimer which closes must not forget. */
        WRITER,
        /** An I/O operation or a native call that uses memory which is to be freed: see {@link StillInUseException}. */
        IO,
        /** The reclaimer's own thread gets no processor. */
        RECLAIMER,
        /** It waits for nothing: everything that was retired is freed. */
        NOTHING
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
     * @param heldBytes of the bytes that are demoted and not yet freed, those that it may reach: what was retired after
     *        its section began. Right after a collection it is what this reader reaches, or another one that has been
     *        inside as long
     */
    public record Suspect(Role role, @Nullable String carrier, String thread, int holds, long since,
            List<StackTraceElement> stack, long heldBytes) {

        /** A thread that holds nothing that was demoted. */
        public Suspect(Role role, @Nullable String carrier, String thread, int holds, long since,
                List<StackTraceElement> stack) {
            this(role, carrier, thread, holds, since, stack, 0);
        }
    }

    /** Why a thread is waited for. */
    public enum Role {
        /** It runs inside a read section. */
        READS,
        /** It runs outside every read section and has not unmounted. */
        RUNS,
        /** It is parked inside a read section. */
        PARKED,
        /** It could run, inside a read section, and waits until its home is free: see {@link #KEEPS_HOME}. */
        WAITS_FOR_HOME,
        /** It is mounted on a carrier, outside every read section, and keeps readers from coming home there. */
        KEEPS_HOME,
        /** It frees. */
        FREES
    }

    /** The suspects that are inside a read section. */
    public List<Suspect> readers() {
        return suspects.stream().filter(suspect -> switch (suspect.role) {
            case READS, PARKED, WAITS_FOR_HOME -> true;
            case RUNS, KEEPS_HOME, FREES -> false;
        }).toList();
    }

    /** The same report of a stall that turned out to have lasted so long. */
    StallReport lasting(Duration inAll) {
        return new StallReport(reclaimer, stalled, cause, inAll, state, gracePeriod, gracePeriodAge, suspects, visitors,
                unreclaimedBytes, unreclaimedObjects, savedBytes, heldBytes);
    }

    /** The report as text of several lines, for people to read. */
    public String text() {
        StringBuilder text = new StringBuilder("%s %s: %d bytes, %d objects wait.%n".formatted(reclaimer, verdict(),
                unreclaimedBytes, unreclaimedObjects));
        text.append("  reclaimer: %s; grace period %d, pending for %d ms; visitors inside: %d%n".formatted(state,
                gracePeriod, gracePeriodAge.toMillis(), visitors));
        if (savedBytes + heldBytes != 0) {
            text.append("  demoted: %d bytes were freed all the same, %d bytes are reached or not yet looked at%n"
                    .formatted(savedBytes, heldBytes));
        }
        for (Suspect suspect : suspects) {
            text.append("  %s %s%s%s%n".formatted(suspect.thread, describe(suspect),
                    suspect.carrier == null ? "" : " on " + suspect.carrier,
                    suspect.heldBytes == 0 ? "" : ", holds at most %d demoted bytes".formatted(suspect.heldBytes)));
            suspect.stack.forEach(frame -> text.append("      at ").append(frame).append(System.lineSeparator()));
        }
        return text.append("  ").append(advice()).toString();
    }

    private String verdict() {
        if (stalled) {
            return "is stalled for %d ms (%s)".formatted(duration.toMillis(), cause);
        }
        return cause == Cause.NOTHING
                ? "is not stalled"
                : "is not stalled; it has waited for %d ms (%s)".formatted(duration.toMillis(), cause);
    }

    private static String describe(Suspect suspect) {
        return switch (suspect.role) {
            case READS -> "reads with %d guard(s) since grace period %d".formatted(suspect.holds, suspect.since);
            case RUNS -> "runs without a guard and does not unmount";
            case PARKED -> "is parked with %d guard(s) since grace period %d".formatted(suspect.holds, suspect.since);
            case WAITS_FOR_HOME -> "waits for its home, with %d guard(s) since grace period %d".formatted(suspect.holds,
                    suspect.since);
            case KEEPS_HOME -> "keeps the home of a reader that could run";
            case FREES -> "frees an object";
        };
    }

    private String advice() {
        return switch (cause) {
            case READERS -> suspects.stream().anyMatch(suspect -> suspect.role == Role.KEEPS_HOME)
                    ? "Let the thread that keeps the home go on or unmount: what does its stack wait for?"
                    : "Shorten the read sections above, close leaked guards, or take a snapshot for long use.";
            case CALLBACK -> "Freeing, demoting and listeners must be short: hand long work to an executor of its own.";
            case EXECUTOR -> "The executor must run what it is given; is it full, or shut down?";
            case WRITER -> "A replace() has begun and not ended: its thread gets no processor.";
            case IO -> "An I/O operation or a native call still uses retired memory: does it end?";
            case NOTHING -> "Nothing is to be done.";
            case RECLAIMER -> "The reclaimer's thread gets no processor: too many busy platform threads?";
        };
    }
}
