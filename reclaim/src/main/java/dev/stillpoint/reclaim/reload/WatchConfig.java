// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.reload;

import java.time.Duration;
import java.util.Objects;

/**
 * How a file is watched. Immutable; start from {@link #defaults()}.
 *
 * @param poll how often the file is looked at
 * @param quiet how long the file must stay unchanged before it is loaded, so that a writer can finish
 * @param retry after how long a file that could not be loaded is tried again although it did not change
 * @param listener is told of reloads and failures
 */
public record WatchConfig(Duration poll, Duration quiet, Duration retry, ReloadListener listener) {

    private static final Duration LONGEST = Duration.ofDays(365);

    /**
     * Checks the parts.
     *
     * @throws NullPointerException if anything is null
     * @throws IllegalArgumentException if a duration is longer than a year, or is not positive; only {@code quiet} may
     *         be zero
     */
    public WatchConfig {
        requireDuration("poll", poll, Duration.ofNanos(1));
        requireDuration("quiet", quiet, Duration.ZERO);
        requireDuration("retry", retry, Duration.ofNanos(1));
        Objects.requireNonNull(listener, "listener");
    }

    private static void requireDuration(String name, Duration duration, Duration shortest) {
        Objects.requireNonNull(duration, name);
        if (duration.compareTo(shortest) < 0 || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "%s must be from %s to %s, but is %s".formatted(name, shortest, LONGEST, duration));
        }
    }

    /** Looks twice a second, waits for half a second of quiet, tries again after half a minute, and logs. */
    public static WatchConfig defaults() {
        return new WatchConfig(Duration.ofMillis(500), Duration.ofMillis(500), Duration.ofSeconds(30),
                ReloadListener.LOGGING);
    }

    public WatchConfig withPoll(Duration newPoll) {
        return new WatchConfig(newPoll, quiet, retry, listener);
    }

    public WatchConfig withQuiet(Duration newQuiet) {
        return new WatchConfig(poll, newQuiet, retry, listener);
    }

    public WatchConfig withRetry(Duration newRetry) {
        return new WatchConfig(poll, quiet, newRetry, listener);
    }

    public WatchConfig withListener(ReloadListener newListener) {
        return new WatchConfig(poll, quiet, retry, newListener);
    }
}
