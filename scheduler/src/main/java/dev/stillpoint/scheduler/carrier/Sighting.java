package dev.stillpoint.scheduler.carrier;

/**
 * What the watchdog saw of one carrier: since when it is in the same mount, or in the same blocking call. Watchdog
 * only.
 */
final class Sighting {

    private long mount = -1;
    private long call = -1;
    private boolean blocked;
    private long since;

    /** How long the carrier has been seen in one mount, or blocked in one call, in nanoseconds. */
    long look(long nowMount, long nowCall, boolean nowBlocked, long now) {
        if (nowMount != mount || nowCall != call || nowBlocked != blocked) {
            mount = nowMount;
            call = nowCall;
            blocked = nowBlocked;
            since = now;
        }
        return now - since;
    }
}
