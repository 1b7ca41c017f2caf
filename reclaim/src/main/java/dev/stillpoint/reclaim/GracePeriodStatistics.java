// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.grace.GracePeriods;
import java.time.Duration;

/**
 * The figures of the grace periods of this process, which all readers and reclaimers share. They are read one after the
 * other, so they belong to slightly different moments. What counts never goes back.
 *
 * @param ended grace periods that have ended
 * @param totalTime how long these took together, from their start to their end
 * @param pendingFor how long the grace period that is pending has taken so far; zero if none is
 * @param forcedStops how often a carrier that did not unmount was stopped and looked at; where carriers can be looked
 *        at without a stop, that is not counted
 * @param visitors about how many readers are inside a section on a thread that is no carrier; those on carriers are in
 *        the statistics of their scheduler if they are parked, and in no statistics if they run
 */
public record GracePeriodStatistics(long ended, Duration totalTime, Duration pendingFor, long forcedStops,
        long visitors) {

    /** Any thread. No thread is stopped for it. */
    static GracePeriodStatistics of(GracePeriods periods) {
        // In this order: the time of each that is counted is in the sum.
        long ended = periods.completed();
        Duration totalTime = Duration.ofNanos(periods.endedNanos());
        Duration pendingFor = periods.isPending()
                ? Duration.ofNanos(Math.max(0, System.nanoTime() - periods.started()))
                : Duration.ZERO;
        return new GracePeriodStatistics(ended, totalTime, pendingFor, periods.stops(), periods.visitors().inside());
    }
}
