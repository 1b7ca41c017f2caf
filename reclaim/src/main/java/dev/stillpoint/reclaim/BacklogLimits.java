// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import java.util.Objects;

/**
 * What a {@link Reclaimer} does as retired objects pile up because readers do not leave. A limit is reached when either
 * the bytes or the objects that are retired and not yet freed reach it.
 *
 * <p>A carrier looks at the backlog once in 64 objects that it retires, so the backlog may exceed a limit by 64 objects
 * for each carrier.
 *
 * @param nudge from here on the reclaimer looks for the end of the grace period more often, and the next one follows at
 *        once
 * @param force from here on it also stops carriers that do not unmount, without the usual delay
 * @param full from here on {@code retire} does what {@code whenFull} says
 * @param whenFull see {@link WhenFull}
 */
public record BacklogLimits(Limit nudge, Limit force, Limit full, WhenFull whenFull) {

    private static final long MEBI = 1L << 20;

    /**
     * A size of the backlog.
     *
     * @param bytes the sum of {@link Reclaimable#byteSize()}; positive
     * @param objects how many objects; positive
     */
    public record Limit(long bytes, long objects) {

        /** The limit that is never reached. */
        public static final Limit NONE = new Limit(Long.MAX_VALUE, Long.MAX_VALUE);

        /** @throws IllegalArgumentException if either is not positive */
        public Limit {
            if (bytes <= 0 || objects <= 0) {
                throw new IllegalArgumentException(
                        "A limit must be positive, not %d bytes, %d objects".formatted(bytes, objects));
            }
        }

        boolean isReached(long backlogBytes, long backlogObjects) {
            return backlogBytes >= bytes || backlogObjects >= objects;
        }
    }

    /** What {@code retire} does while the backlog is full. */
    public enum WhenFull {
        /**
         * It waits until there is room. Inside a read section, and on the thread that is freeing, it accepts the object
         * at once: it could be waiting for itself.
         */
        WAIT,
        /**
         * It throws {@link BacklogExceededException}, inside a read section as well. On the thread that is freeing it
         * accepts the object.
         */
        THROW
    }

    /**
     * @throws NullPointerException if anything is null
     * @throws IllegalArgumentException if a limit is below the one before it
     */
    public BacklogLimits {
        Objects.requireNonNull(nudge, "nudge");
        Objects.requireNonNull(force, "force");
        Objects.requireNonNull(full, "full");
        Objects.requireNonNull(whenFull, "whenFull");
        requireOrder(nudge, force, "force", "nudge");
        requireOrder(force, full, "full", "force");
    }

    private static void requireOrder(Limit lower, Limit upper, String upperName, String lowerName) {
        if (upper.bytes < lower.bytes || upper.objects < lower.objects) {
            throw new IllegalArgumentException("The limit %s %s is below the limit %s %s"
                    .formatted(upperName, upper, lowerName, lower));
        }
    }

    /**
     * Nudge at 16 MiB or 100 000 objects, force at 64 MiB or 1 000 000 objects, never full. Waiting must be asked for,
     * because an unexpected wait can deadlock a program.
     */
    public static BacklogLimits defaults() {
        return new BacklogLimits(new Limit(16 * MEBI, 100_000), new Limit(64 * MEBI, 1_000_000), Limit.NONE,
                WhenFull.WAIT);
    }

    /**
     * These limits, but full at {@code bytes} bytes or {@code objects} objects. Lower limits that exceed it are lowered
     * to it.
     */
    public BacklogLimits withFull(long bytes, long objects, WhenFull newWhenFull) {
        Limit newFull = new Limit(bytes, objects);
        return new BacklogLimits(lower(nudge, newFull), lower(force, newFull), newFull, newWhenFull);
    }

    private static Limit lower(Limit limit, Limit most) {
        return new Limit(Math.min(limit.bytes, most.bytes), Math.min(limit.objects, most.objects));
    }
}
