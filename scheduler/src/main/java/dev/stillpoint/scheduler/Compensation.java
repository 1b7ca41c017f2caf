// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import dev.stillpoint.scheduler.pool.SpareLimits;
import java.time.Duration;
import java.util.Objects;

/**
 * When a spare carrier replaces a carrier that cannot run other threads, and for how long. A carrier is <em>stuck</em>
 * while one thread keeps it: in a blocking call, pinned, in native code, or computing.
 *
 * @param maxSpares the most carriers beyond the configured number; 0 turns compensation off. The watchdog then only
 *        wakes, within a second, a carrier for a thread that had no stack left to do so
 * @param keepAlive how long spares that nobody needs are kept
 * @param blockingLimit how long a blocking call that the JDK announces may last before the carrier counts as stuck
 * @param stuckLimit how long any other mount may last before the carrier counts as stuck; ten times as long if its
 *        thread computes, because a spare would then only take turns with it
 */
public record Compensation(int maxSpares, Duration keepAlive, Duration blockingLimit, Duration stuckLimit) {

    private static final Duration LONGEST = Duration.ofDays(1);

    /** More spares than this are surely a mistake. */
    public static final int MAX_SPARES = 4096;

    /**
     * @throws NullPointerException if a duration is null
     * @throws IllegalArgumentException if a value is out of its range; the message names it
     */
    public Compensation {
        if (maxSpares < 0 || maxSpares > MAX_SPARES) {
            throw new IllegalArgumentException("maxSpares must be 0 to %d, not %d".formatted(MAX_SPARES, maxSpares));
        }
        checkPositive("keepAlive", keepAlive);
        checkPositive("blockingLimit", blockingLimit);
        checkPositive("stuckLimit", stuckLimit);
    }

    /**
     * Up to 256 spares, as many as the JDK's scheduler allows, which are kept for 10 s. A blocking call is compensated
     * after 1 ms, because most file operations are over in microseconds, and waking a thread for each would cost more
     * than they do. Any other mount is compensated after 10 ms, and if its thread computes after 100 ms, so that it
     * does not keep others from running for ever.
     */
    public static Compensation defaults() {
        return new Compensation(256, Duration.ofSeconds(10), Duration.ofMillis(1), Duration.ofMillis(10));
    }

    /** No spares: a carrier that is stuck keeps its place. */
    public static Compensation none() {
        return defaults().withMaxSpares(0);
    }

    public Compensation withMaxSpares(int newMaxSpares) {
        return new Compensation(newMaxSpares, keepAlive, blockingLimit, stuckLimit);
    }

    public Compensation withKeepAlive(Duration newKeepAlive) {
        return new Compensation(maxSpares, newKeepAlive, blockingLimit, stuckLimit);
    }

    public Compensation withBlockingLimit(Duration newBlockingLimit) {
        return new Compensation(maxSpares, keepAlive, newBlockingLimit, stuckLimit);
    }

    public Compensation withStuckLimit(Duration newStuckLimit) {
        return new Compensation(maxSpares, keepAlive, blockingLimit, newStuckLimit);
    }

    SpareLimits limits() {
        return new SpareLimits(maxSpares, keepAlive.toNanos(), blockingLimit.toNanos(), stuckLimit.toNanos());
    }

    private static void checkPositive(String name, Duration value) {
        if (Objects.requireNonNull(value, name).isNegative() || value.isZero() || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("%s must be above 0 and at most a day, not %s".formatted(name, value));
        }
    }
}
