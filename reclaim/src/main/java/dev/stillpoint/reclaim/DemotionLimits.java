// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * When a {@link Reclaimer} stops to keep what waits behind a reader that does not leave. What waits is then
 * <i>demoted</i>: the reclaimer lets go of it, and its memory is freed as soon as the garbage collector finds that
 * nobody can reach it, or when the grace period ends, whichever comes first. So a stalled reader keeps what it reaches,
 * slices and views included, and nothing else.
 *
 * <p>This concerns memory with a scope of its own, reached through its segments only: see {@link Reclaimable#demote()}.
 * All else waits as before, and counts towards the {@linkplain BacklogLimits limits of the backlog}.
 *
 * <p>When {@code bytes} bytes were demoted since the last collection, the reclaimer asks for one
 * ({@link System#gc()}). After each it asks for none for four times as long as it took: for less if much more has come,
 * and for much longer if the last one brought little. While demoted memory of that size stays, because it is reached,
 * it asks once a minute: readers may have let go of it.
 *
 * @param after how long a grace period may take before what waits for it is demoted
 * @param bytes or how many bytes may wait; positive
 */
public record DemotionLimits(Duration after, long bytes) {

    /** Nothing is ever demoted. */
    public static final DemotionLimits NONE = new DemotionLimits(ChronoUnit.FOREVER.getDuration(),
            Long.MAX_VALUE);

    private static final Duration DEFAULT_AFTER = Duration.ofSeconds(1);
    private static final long DEFAULT_BYTES = 8L << 20;

    /**
     * @throws NullPointerException if the duration is null
     * @throws IllegalArgumentException if the duration is negative, or the bytes are not positive
     */
    public DemotionLimits {
        Objects.requireNonNull(after, "after");
        if (after.isNegative()) {
            throw new IllegalArgumentException("after must not be negative: " + after);
        }
        if (bytes <= 0) {
            throw new IllegalArgumentException("bytes must be positive: " + bytes);
        }
    }

    /** After a second, or at 8 MiB. */
    public static DemotionLimits defaults() {
        return new DemotionLimits(DEFAULT_AFTER, DEFAULT_BYTES);
    }
}
