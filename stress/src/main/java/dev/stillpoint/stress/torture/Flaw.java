// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a broken twin is broken. The oracle must notice each within its time, else it proves nothing. */
enum Flaw {
    /** A stop takes a carrier for quiescent although the mounted thread holds guards. */
    IGNORES_HOLDS("quiescence ignores holds"),
    /** A carrier is quiescent as soon as something unmounts. */
    IGNORES_PARKED("quiescence ignores parked readers"),
    /** The carrier looks at the parked readers that came after the grace period began. */
    WRONG_PARITY("stamps of the wrong parity"),
    /** A thread resumes on any carrier, guards or not. */
    HOLDERS_MIGRATE("guard holders migrate"),
    /** The flip is not followed by a wait for those who stood in the phase before it. */
    ONE_PHASE_SHORT("grace period one phase short"),
    /** A grace period ends without a look at the carriers. */
    SKIPS_CARRIERS("grace period ends without the carriers"),
    /** A reader that mounts between the look at the registers and that at the parked ones is in neither. */
    NO_COMEBACKS("forced look without the comebacks number"),
    /** A section that overflows the stack between its hold and its stamp stays open, with an older stamp. */
    OPEN_AT_STACK_END("section left open at the end of the stack"),
    /** A grace period whose driver runs out of memory is taken for ended. */
    ENDS_BY_ERRORS("grace period ended by an error"),
    /** What the thread that frees has taken is lost when it runs out of memory: liveness. */
    LOSES_BATCHES("batches lost by an error"),
    /** Demotion asks the collector for the segment of a block, and not for its scope. */
    TRACKS_SEGMENTS("demotion by segments"),
    /** A map frees nodes without a grace period. */
    FREES_NODES_AT_ONCE("map that frees its nodes at once"),
    /** A map starts at a bucket though it is not yet in the list, and so misses what is there. */
    TRUSTS_BUCKETS("map that starts at buckets too early"),
    /** One retired object in a hundred is dropped: liveness. */
    ORPHANS_BAGS("retired objects orphaned"),
    /** Who parked after the grace period began holds it up as well: liveness. */
    ONE_COUNTER("one counter per carrier, without stamps");

    /** Nothing is used after free, but the memory stays. */
    private static final Set<Flaw> LIVENESS = EnumSet.of(LOSES_BATCHES, ORPHANS_BAGS, ONE_COUNTER);

    private final String description;

    Flaw(String description) {
        this.description = description;
    }

    /**
     * Whether it shows by either: the next readers of such a thread are waited for without an end, or not at all, as
     * the parity of the old stamp happens to be.
     */
    boolean isEither() {
        return this == OPEN_AT_STACK_END;
    }

    /** The knob on demand without which it does no harm, or null. */
    @Nullable Knob demands() {
        return switch (this) {
            case OPEN_AT_STACK_END -> Knob.STACK_ENDS;
            case ENDS_BY_ERRORS, LOSES_BATCHES -> Knob.FULL_HEAP;
            default -> null;
        };
    }

    /** Whether it is one of a map that is used with the real grace periods; the others are those of a twin. */
    boolean isOfMap() {
        return this == FREES_NODES_AT_ONCE || this == TRUSTS_BUCKETS;
    }

    /** Whether it keeps memory for ever, and frees nothing early. */
    boolean isLiveness() {
        return LIVENESS.contains(this);
    }

    /** What the command line calls it. */
    String option() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The flaw that the command line calls {@code option}. */
    static Optional<Flaw> named(String option) {
        return Arrays.stream(values()).filter(flaw -> flaw.option().equals(option)).findFirst();
    }

    @Override
    public String toString() {
        return description;
    }
}
