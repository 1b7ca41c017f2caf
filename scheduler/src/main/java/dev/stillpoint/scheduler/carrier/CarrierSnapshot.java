package dev.stillpoint.scheduler.carrier;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One carrier at a glance. Taken without stopping the carrier: each value is right at some moment, not all at the same.
 *
 * @param name the name of the carrier and of its platform thread
 * @param activity what it does
 * @param running the virtual thread that is mounted on it, or null
 * @param runningFor for how long at least, as far as the watchdog has seen; zero if it has not looked since
 * @param holds the guards that the mounted thread holds
 * @param parkedReaders threads that unmounted here inside a read section and must come back
 * @param arrivals whether one of them is runnable and the carrier has not yet noticed
 * @param queued tasks in the carrier's own queue
 * @param counts what it has counted so far
 */
public record CarrierSnapshot(String name, Activity activity, @Nullable Thread running, Duration runningFor, int holds,
        int parkedReaders, boolean arrivals, int queued, CarrierCounts counts) {

    /** What a carrier does. */
    public enum Activity {

        /** It takes work from everywhere. */
        ACTIVE,

        /** It takes work from everywhere and has found none. */
        IDLE,

        /** Its thread is in a blocking call that the JDK has announced. */
        BLOCKED,

        /** It stands aside, and serves only the readers that must come back to it. */
        ASIDE
    }
}
