// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.reload;

import org.jspecify.annotations.Nullable;

/**
 * Decides when a watched file is to be loaded. It knows neither files nor clocks: the poller tells it what it saw and
 * when. One thread.
 *
 * <pre>
 *   CALM      -> CHANGING  // the file differs from what was loaded
 *   CHANGING  -> CHANGING  // it differs from what was seen last: its quiet time begins anew
 *   CHANGING  -> CALM      // it is again what was loaded
 *   CHANGING  -> TRIED     // it stayed the same for the quiet time: load it
 *   TRIED     -> CALM      // it was loaded
 *   TRIED     -> CHANGING  // it could not be loaded, and changed
 *   TRIED     -> TRIED     // it could not be loaded and did not change: load it again after the retry time
 * </pre>
 */
final class ChangeDetector {

    private final long quietNanos;
    private final long retryNanos;

    // polling thread only: what differs from the loaded file; null when calm
    private @Nullable FileStamp candidate;
    // polling thread only: when the candidate was first seen, or last tried
    private long sinceNanos;
    // polling thread only: whether the candidate was tried
    private boolean tried;

    ChangeDetector(long quietNanos, long retryNanos) {
        this.quietNanos = quietNanos;
        this.retryNanos = retryNanos;
    }

    /**
     * Takes note of a look at the file.
     *
     * @param now what is there
     * @param loaded what is in service
     * @param nanos when the file was looked at, as {@link System#nanoTime()}
     * @return whether to load it
     */
    boolean seen(FileStamp now, FileStamp loaded, long nanos) {
        if (now.equals(loaded)) {
            candidate = null;
            return false;
        }
        if (!now.equals(candidate)) {
            candidate = now;
            sinceNanos = nanos;
            tried = false;
        }
        if (nanos - sinceNanos < (tried ? retryNanos : quietNanos)) {
            return false;
        }
        tried = true;
        sinceNanos = nanos;
        return true;
    }
}
