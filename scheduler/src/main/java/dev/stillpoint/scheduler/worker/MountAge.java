package dev.stillpoint.scheduler.worker;

/**
 * What the watchdog saw of one carrier: since when it is in the same mount, or in the same blocking call. Only the
 * watchdog looks; any thread may ask what it saw.
 */
final class MountAge {

    // watchdog writes; written after since, so that whoever reads a mount and then since sees one no older than it
    private volatile long mount = -1;
    private long call = -1;
    private boolean blocked;
    // watchdog writes
    private volatile long since;

    /** How long the carrier has been seen in one mount, or blocked in one call, in nanoseconds. */
    long look(long nowMount, long nowCall, boolean nowBlocked, long now) {
        if (nowMount != mount || nowCall != call || nowBlocked != blocked) {
            since = now;
            mount = nowMount;
            call = nowCall;
            blocked = nowBlocked;
        }
        return now - since;
    }

    /** For how long the carrier is known to be in this mount, in nanoseconds; 0 if the watchdog has not seen it yet. */
    long seenFor(long nowMount, long now) {
        return mount == nowMount ? Math.max(0, now - since) : 0;
    }
}
