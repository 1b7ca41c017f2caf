// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link Reclaimer} is set up. Immutable; start from {@link #defaults()}.
 *
 * @param name the name of its thread, and of the reclaimer in messages; not blank
 * @param listener is told what it does
 * @param limits what it does as the backlog grows
 * @param executor runs the freeing, one batch at a time, or null for the reclaimer's own thread; see
 *        {@link #withExecutor}
 * @param forceAfter how long a grace period may take before carriers that do not unmount are stopped and looked at.
 *        Where the system lets them be looked at without a stop, this is done at once. {@link #NEVER} to wait for them
 *        instead. This ends the grace period for the whole process
 * @param stallAfter how long there may be no progress before a stall is reported; {@link #NEVER} for no reports
 * @param demotion when what waits behind a stalled reader is left to the collector; {@link DemotionLimits#NONE} for
 *        never
 */
public record ReclaimerConfig(String name, ReclaimerListener listener, BacklogLimits limits,
        @Nullable Executor executor, Duration forceAfter, Duration stallAfter, DemotionLimits demotion) {

    /** A duration that never elapses. */
    public static final Duration NEVER = ChronoUnit.FOREVER.getDuration();

    static final Duration DEFAULT_FORCE_AFTER = Duration.ofMillis(5);
    static final Duration DEFAULT_STALL_AFTER = Duration.ofSeconds(3);

    /**
     * @throws NullPointerException if anything but the executor is null
     * @throws IllegalArgumentException if a duration is negative, {@code stallAfter} is zero, or the name is blank
     */
    public ReclaimerConfig {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(listener, "listener");
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(demotion, "demotion");
        if (name.isBlank()) {
            throw new IllegalArgumentException("The name of a reclaimer must not be blank: messages and beans use it.");
        }
        if (forceAfter.isNegative()) {
            throw new IllegalArgumentException("forceAfter must not be negative: " + forceAfter);
        }
        if (!stallAfter.isPositive()) {
            throw new IllegalArgumentException("stallAfter must be positive: " + stallAfter);
        }
    }

    /**
     * As the other constructor, without demotion.
     *
     * @throws NullPointerException as there, and so for what follows
     * @throws IllegalArgumentException as there
     */
    public ReclaimerConfig(String name, ReclaimerListener listener, BacklogLimits limits, @Nullable Executor executor,
            Duration forceAfter, Duration stallAfter) {
        this(name, listener, limits, executor, forceAfter, stallAfter, DemotionLimits.NONE);
    }

    /**
     * Frees on the reclaimer's own thread, forces after 5 ms, reports a stall after 3 s, demotes nothing, limits as in
     * {@link BacklogLimits#defaults()}.
     */
    public static ReclaimerConfig defaults() {
        return new ReclaimerConfig("stillpoint-reclaimer", ReclaimerListener.NONE, BacklogLimits.defaults(), null,
                DEFAULT_FORCE_AFTER, DEFAULT_STALL_AFTER, DemotionLimits.NONE);
    }

    public ReclaimerConfig withName(String newName) {
        return new ReclaimerConfig(newName, listener, limits, executor, forceAfter, stallAfter, demotion);
    }

    public ReclaimerConfig withListener(ReclaimerListener newListener) {
        return new ReclaimerConfig(name, newListener, limits, executor, forceAfter, stallAfter, demotion);
    }

    public ReclaimerConfig withLimits(BacklogLimits newLimits) {
        return new ReclaimerConfig(name, listener, newLimits, executor, forceAfter, stallAfter, demotion);
    }

    /**
     * Frees on this executor. Close the reclaimer before the executor. A batch that the executor refuses, or has not
     * begun to run 10 s after it accepted it (1 s while the reclaimer is closing; at once if it has terminated), is
     * freed on the reclaimer's own thread, and the log says so. Each object is freed once all the same.
     */
    public ReclaimerConfig withExecutor(Executor newExecutor) {
        return new ReclaimerConfig(name, listener, limits, Objects.requireNonNull(newExecutor, "executor"), forceAfter,
                stallAfter, demotion);
    }

    public ReclaimerConfig withForceAfter(Duration newForceAfter) {
        return new ReclaimerConfig(name, listener, limits, executor, newForceAfter, stallAfter, demotion);
    }

    public ReclaimerConfig withStallAfter(Duration newStallAfter) {
        return new ReclaimerConfig(name, listener, limits, executor, forceAfter, newStallAfter, demotion);
    }

    /**
     * Leaves to the collector what waits behind readers that do not leave, once {@code newDemotion} is reached. Off
     * unless asked for, because it concerns memory that is reached through its segments only, which nobody can check:
     * see {@link Reclaimable#demote()}.
     */
    public ReclaimerConfig withDemotion(DemotionLimits newDemotion) {
        return new ReclaimerConfig(name, listener, limits, executor, forceAfter, stallAfter, newDemotion);
    }

    static long nanos(Duration duration) {
        return duration.compareTo(Duration.ofNanos(Long.MAX_VALUE)) >= 0 ? Long.MAX_VALUE : duration.toNanos();
    }
}
