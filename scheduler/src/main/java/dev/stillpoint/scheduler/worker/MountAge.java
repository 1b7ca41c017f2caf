// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.worker;

/**
 * What the watchdog saw of one worker: since when it has been in the same mount, or in the same blocking call, and how
 * much processor time that took. Only the watchdog looks. Any thread may ask since when.
 */
final class MountAge {

    /** A thread that has less than this part of a processor waits for something else than for its turn. */
    private static final int LEAST_SHARE = 8;

    // watchdog writes, any thread reads; written after since, so whoever reads mount and then since never takes a mount
    // for older than it is
    private volatile long mount = -1;
    // watchdog only
    private long call = -1;
    // watchdog only
    private boolean blocked;
    // watchdog writes, any thread reads
    private volatile long since;
    // watchdog only: whether the processor time was read in this mount
    private boolean measured;
    // watchdog only: the worker's processor time when it was last read
    private long processorTime;
    // watchdog only: when that was
    private long measuredAt;

    /** How long the worker has been seen in one mount, or in one blocking call, in nanoseconds. Watchdog only. */
    long look(long nowMount, long nowCall, boolean nowBlocked, long now) {
        if (nowMount != mount || nowCall != call || nowBlocked != blocked) {
            since = now;
            mount = nowMount;
            call = nowCall;
            blocked = nowBlocked;
            measured = false;
        }
        return now - since;
    }

    /**
     * Whether the worker has had a processor for at least an eighth of the time since this was last asked, so that its
     * thread computes. The first answer in a mount is yes, because nothing is known yet. Watchdog only.
     *
     * @param nowProcessorTime the worker's processor time in nanoseconds; negative if it is not known, then it does not
     *        compute as far as anybody can tell
     */
    boolean computes(long nowProcessorTime, long now) {
        if (nowProcessorTime < 0) {
            return false;
        }
        boolean computes = !measured || (nowProcessorTime - processorTime) * LEAST_SHARE >= now - measuredAt;
        measured = true;
        processorTime = nowProcessorTime;
        measuredAt = now;
        return computes;
    }

    /**
     * How long the worker is known to be in this mount, in nanoseconds; 0 if the watchdog has not seen the mount yet.
     */
    long seenFor(long nowMount, long now) {
        return mount == nowMount ? Math.max(0, now - since) : 0;
    }
}
