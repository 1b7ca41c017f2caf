// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.worker;

/**
 * What the watchdog saw of one worker: since when it has been in the same mount, or in the same blocking call. Only the
 * watchdog looks. Any thread may ask what it saw.
 */
final class MountAge {

    // watchdog writes, any thread reads; written after since, so whoever reads mount and then since never takes a mount
    // for older than it is
    private volatile long mount = -1;
    // watchdog only
    private long call = -1;
    // watchdog only
    private boolean blocked;
    // watchdog writes, any thread reads
    private volatile long since;

    /** How long the worker has been seen in one mount, or in one blocking call, in nanoseconds. Watchdog only. */
    long look(long nowMount, long nowCall, boolean nowBlocked, long now) {
        if (nowMount != mount || nowCall != call || nowBlocked != blocked) {
            since = now;
            mount = nowMount;
            call = nowCall;
            blocked = nowBlocked;
        }
        return now - since;
    }

    /**
     * How long the worker is known to be in this mount, in nanoseconds; 0 if the watchdog has not seen the mount yet.
     */
    long seenFor(long nowMount, long now) {
        return mount == nowMount ? Math.max(0, now - since) : 0;
    }
}
